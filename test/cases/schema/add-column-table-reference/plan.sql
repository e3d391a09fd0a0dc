-- Add column book.author
ALTER TABLE "book" ADD COLUMN author INTEGER CONSTRAINT written_by REFERENCES author (id) ON DELETE CASCADE;
