-- Rebuild table book: change type of book.title from TEXT to INT
CREATE TABLE "book_new" (id INTEGER PRIMARY KEY, title INT);
INSERT INTO "book_new" ("id", "title") SELECT "id", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;

-- Fill virtual table doc again
INSERT INTO "doc" ("doc") VALUES ('rebuild');

-- Fill virtual table old again
INSERT INTO "old" ("old") VALUES ('rebuild');
