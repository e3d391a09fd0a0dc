-- Rebuild table lang: drop CONSTRAINT once UNIQUE (code) of lang
CREATE TABLE "lang_new" (code TEXT);
INSERT INTO "lang_new" (rowid, "code") SELECT rowid, "code" FROM "lang";
DROP TABLE "lang";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "lang_new" RENAME TO "lang";
PRAGMA legacy_alter_table = OFF;

-- Rebuild table page: add FOREIGN KEY (book) REFERENCES book (id) to page
CREATE TABLE "page_new" (book INTEGER REFERENCES book (id), lang TEXT REFERENCES lang (name));
INSERT INTO "page_new" (rowid, "book", "lang") SELECT rowid, "book", "lang" FROM "page";
DROP TABLE "page";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "page_new" RENAME TO "page";
PRAGMA legacy_alter_table = OFF;

-- Rebuild table note: add FOREIGN KEY (book) REFERENCES names (id) to note
CREATE TABLE "note_new" (book INTEGER REFERENCES names (id));
INSERT INTO "note_new" (rowid, "book") SELECT rowid, "book" FROM "note";
DROP TABLE "note";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "note_new" RENAME TO "note";
PRAGMA legacy_alter_table = OFF;

-- Create view names
CREATE VIEW names AS SELECT id FROM book;
