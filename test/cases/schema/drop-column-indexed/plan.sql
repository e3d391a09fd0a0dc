-- Drop index book_pages
DROP INDEX "book_pages";

-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";
