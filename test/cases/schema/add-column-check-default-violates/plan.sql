-- Add column book.rating
ALTER TABLE "book" ADD COLUMN rating INTEGER NOT NULL DEFAULT 0 CHECK (rating > 0);
