-- Rebuild table book: add column book.added TEXT
CREATE TABLE "book_new" (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "book_new" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
