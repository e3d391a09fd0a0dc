-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";
