-- Rebuild table t: add UNIQUE (a) ON CONFLICT REPLACE to t
CREATE TABLE "t_new" (a INTEGER UNIQUE ON CONFLICT REPLACE);
INSERT OR ABORT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
