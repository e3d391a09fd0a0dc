-- Rebuild table book: change type of book.number from INT to INTEGER, add primary key (number) to book
CREATE TABLE "book_new" (number INTEGER PRIMARY KEY, title TEXT);
INSERT INTO "book_new" ("number", "title") SELECT "number", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;

-- Fill virtual table doc again
INSERT INTO "doc" ("doc") VALUES ('rebuild');
