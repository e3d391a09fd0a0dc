-- Rename column book.title to title_new
ALTER TABLE "book" RENAME COLUMN "title" TO "title_new";

-- Rename column book.author to title
ALTER TABLE "book" RENAME COLUMN "author" TO "title";

-- Rename column book.title_new to author
ALTER TABLE "book" RENAME COLUMN "title_new" TO "author";
