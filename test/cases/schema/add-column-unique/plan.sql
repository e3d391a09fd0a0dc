-- Rebuild table book: add column book.isbn TEXT, add UNIQUE (isbn) to book
CREATE TABLE "book_new" (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  isbn TEXT UNIQUE
);
INSERT INTO "book_new" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
