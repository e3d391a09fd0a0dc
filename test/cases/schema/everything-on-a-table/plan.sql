-- Rebuild table author: make author.name NOT NULL
CREATE TABLE "author_new" (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  name TEXT NOT NULL COLLATE NOCASE,
  born INTEGER CHECK (born > 1000),
  initial TEXT GENERATED ALWAYS AS (substr(name, 1, 1)) VIRTUAL
);
INSERT INTO "author_new" ("id", "name", "born") SELECT "id", "name", "born" FROM "author";
DELETE FROM sqlite_sequence WHERE name = 'author_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'author_new', max(seq) FROM sqlite_sequence WHERE name = 'author' GROUP BY name;
DROP TABLE "author";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "author_new" RENAME TO "author";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX author_old ON author (born) WHERE born < 1900;
CREATE UNIQUE INDEX author_lower ON author (lower(name));
CREATE TRIGGER author_log AFTER UPDATE OF name ON author BEGIN INSERT INTO log VALUES (old.name || ' -> ' || new.name); END;
