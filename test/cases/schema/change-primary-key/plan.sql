-- Rebuild table t: change primary key of t from (id) to (a, b)
CREATE TABLE "t_new" (id INTEGER, a TEXT, b TEXT, PRIMARY KEY (a, b));
INSERT INTO "t_new" (rowid, "id", "a", "b") SELECT rowid, "id", "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
