-- Rename column book.title to name
ALTER TABLE "book" RENAME COLUMN "title" TO "name";
