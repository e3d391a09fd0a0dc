-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";

-- Add column book.published
ALTER TABLE "book" ADD COLUMN published TEXT;
