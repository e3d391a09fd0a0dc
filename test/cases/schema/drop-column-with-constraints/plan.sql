-- Drop column book.author
ALTER TABLE "book" DROP COLUMN "author";
