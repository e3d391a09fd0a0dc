-- Rebuild table t: change primary key of t from (id) to (a)
CREATE TABLE "t_new" (id INTEGER, a TEXT PRIMARY KEY);
INSERT INTO "t_new" (rowid, "id", "a") SELECT rowid, "id", "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
