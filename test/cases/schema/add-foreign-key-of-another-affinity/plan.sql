-- Rebuild table book: add FOREIGN KEY (lang) REFERENCES lang (code) to book
CREATE TABLE "book_new" (lang INTEGER REFERENCES lang (code));
INSERT INTO "book_new" (rowid, "lang") SELECT rowid, "lang" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "book_new" RENAME TO "book";
PRAGMA legacy_alter_table = OFF;
