-- Rebuild table t: add column t.c TEXT, add column t.d TEXT, drop column t.a, drop column t.b
CREATE TABLE "t_new" (c TEXT, d TEXT DEFAULT 'new');
INSERT INTO "t_new" (rowid) SELECT rowid FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
