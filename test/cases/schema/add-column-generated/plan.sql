-- Add column book.label
ALTER TABLE "book" ADD COLUMN label TEXT GENERATED ALWAYS AS (title || ', ' || pages) VIRTUAL;
