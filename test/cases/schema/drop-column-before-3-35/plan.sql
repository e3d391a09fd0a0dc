-- Rebuild table book: drop column book.pages
CREATE TABLE "book_new" (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL
);
INSERT INTO "book_new" ("id", "title") SELECT "id", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
