-- Rebuild table book: add column book.isbn TEXT before title
CREATE TABLE "book_new" (
  id INTEGER PRIMARY KEY,
  -- thirteen digits
  isbn TEXT, -- new
  title TEXT NOT NULL,
  pages INTEGER
);
INSERT INTO "book_new" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
