-- Add column book.author
ALTER TABLE "book" ADD COLUMN author INTEGER REFERENCES author (id) ON DELETE SET NULL;
