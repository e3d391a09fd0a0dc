-- Rebuild table t: drop column t.b, drop UNIQUE (b) of t
CREATE TABLE "t_new" (a INTEGER);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
