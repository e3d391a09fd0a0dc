-- Rebuild table t: change type of t.a from TEXT to INTEGER, change type of t.b from INTEGER to TEXT, change type of t.c from INTEGER to REAL, change type of t.d from REAL to INTEGER, change type of t.e from TEXT to NUMERIC
CREATE TABLE "t_new" (a INTEGER, b TEXT, c REAL, d INTEGER, e NUMERIC);
INSERT INTO "t_new" (rowid, "a", "b", "c", "d", "e") SELECT rowid, "a", "b", "c", "d", "e" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
