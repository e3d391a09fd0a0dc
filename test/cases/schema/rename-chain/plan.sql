-- Rename table book to print
ALTER TABLE "book" RENAME TO "print";

-- Rename table draft to book
ALTER TABLE "draft" RENAME TO "book";

-- Rename column book.title to subtitle
ALTER TABLE "book" RENAME COLUMN "title" TO "subtitle";

-- Rename column book.name to title
ALTER TABLE "book" RENAME COLUMN "name" TO "title";

-- Rebuild table book: make book.title NOT NULL
CREATE TABLE "book_new" (id INTEGER PRIMARY KEY, title TEXT NOT NULL, subtitle TEXT, note TEXT);
INSERT INTO "book_new" ("id", "title", "subtitle", "note") SELECT "id", "title", "subtitle", "note" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX by_name ON book (title);
CREATE INDEX by_title ON book (subtitle) WHERE subtitle > '';
CREATE TRIGGER named AFTER UPDATE OF title ON book BEGIN UPDATE book SET subtitle = new.title WHERE id = new.id; END;
