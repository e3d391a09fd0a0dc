-- Rebuild table t: make t STRICT
CREATE TABLE "t_new" (a INTEGER, b TEXT, c REAL, d BLOB, e ANY) STRICT;
INSERT INTO "t_new" (rowid, "a", "b", "c", "d", "e") SELECT rowid, "a", "b", "c", "d", "e" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
