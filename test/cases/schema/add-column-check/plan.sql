-- Add column book.rating
ALTER TABLE "book" ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
