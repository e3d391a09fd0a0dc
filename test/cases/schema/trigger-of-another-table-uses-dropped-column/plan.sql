-- Drop trigger g
DROP TRIGGER "g";

-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";
