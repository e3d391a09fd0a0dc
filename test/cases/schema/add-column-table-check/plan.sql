-- Add column book.read
ALTER TABLE "book" ADD COLUMN read INTEGER DEFAULT 0 CONSTRAINT not_beyond CHECK (read <= pages);
