-- Rebuild table book: make book.shelf NOT NULL
CREATE TABLE "book_new" (id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL REFERENCES shelf (id), title TEXT, pages INTEGER);
INSERT INTO "book_new" ("id", "shelf", "title", "pages") SELECT "id", "shelf", "title", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX by_shelf ON book (shelf);
CREATE INDEX by_title ON book (title);
ANALYZE "book";
