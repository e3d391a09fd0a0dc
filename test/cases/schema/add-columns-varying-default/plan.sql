-- Rebuild table book: add column book.tags, add column book.pages INTEGER, add column book.isbn, add column book.token TEXT, add column book.since, add column book.note
CREATE TABLE "book_new" (id INTEGER PRIMARY KEY, title, tags DEFAULT (json('[]')), pages INTEGER NOT NULL DEFAULT (2 * 50), isbn DEFAULT (CAST(12 AS TEXT)), token TEXT DEFAULT (lower(hex(randomblob(8)))), since DEFAULT (json_array(date('now'))), note);
INSERT INTO "book_new" ("id", "title") SELECT "id", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
