-- Rebuild table t: add UNIQUE (a) to t
CREATE TABLE "t_new" (a INTEGER UNIQUE);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
