-- Rebuild table t: drop CHECK (a > 0) of t
CREATE TABLE "t_new" (a INTEGER, b TEXT);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
