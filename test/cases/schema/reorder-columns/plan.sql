-- Rebuild table book: reorder columns of book
CREATE TABLE "book_new" (
  title TEXT NOT NULL,
  id INTEGER PRIMARY KEY,
  pages INTEGER
);
INSERT INTO "book_new" ("title", "id", "pages") SELECT "title", "id", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
