-- Add column book.isbn
ALTER TABLE "book" ADD COLUMN isbn TEXT;

-- Add column book.lent
ALTER TABLE "book" ADD COLUMN lent INTEGER DEFAULT 0;
