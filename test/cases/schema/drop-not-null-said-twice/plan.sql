-- Rebuild table t: allow NULL in t.a
CREATE TABLE "t_new" (a INTEGER);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
