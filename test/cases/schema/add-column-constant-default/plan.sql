-- Add column book.lang
ALTER TABLE "book" ADD COLUMN lang TEXT NOT NULL DEFAULT 'en' COLLATE NOCASE;
