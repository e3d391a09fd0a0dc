-- Rename column book.title to name
ALTER TABLE "book" RENAME COLUMN "title" TO "name";

-- Rebuild table book: make book.name NOT NULL
CREATE TABLE "book_new" (
  id INTEGER PRIMARY KEY, -- the number
  name TEXT NOT NULL UNIQUE, -- what is on the cover
  pages INTEGER CHECK (pages > 0 AND length(name) > 0),
  UNIQUE (name, pages)
);
INSERT INTO "book_new" ("id", "name", "pages") SELECT "id", "name", "pages" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX book_title ON book (name) /* kept */ WHERE name IS NOT NULL;
