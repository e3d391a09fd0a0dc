-- Add column book.isbn
ALTER TABLE "book" ADD COLUMN isbn TEXT;
