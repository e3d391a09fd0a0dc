-- Rebuild table t: drop column t.b, drop CHECK (a < b) of t
CREATE TABLE "t_new" (a INTEGER, c INTEGER);
INSERT INTO "t_new" (rowid, "a", "c") SELECT rowid, "a", "c" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
