-- Drop index book_pages
DROP INDEX "book_pages";

-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";

-- Create index book_pages
CREATE INDEX book_pages ON book (title);
