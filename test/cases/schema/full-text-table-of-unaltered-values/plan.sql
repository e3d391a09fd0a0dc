-- Rebuild table book: change type of book.title from TEXT to VARCHAR(20), make book.title NOT NULL
CREATE TABLE "book_new" (id INTEGER PRIMARY KEY, title VARCHAR(20) NOT NULL);
INSERT INTO "book_new" ("id", "title") SELECT "id", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
