-- Rebuild table t: give t a rowid
CREATE TABLE "t_new" (k TEXT PRIMARY KEY, v);
INSERT INTO "t_new" ("k", "v") SELECT "k", "v" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
