-- Rebuild table t: make t WITHOUT ROWID
CREATE TABLE "t_new" (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "t_new" ("k", "v") SELECT "k", "v" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
