-- Rebuild table t: change type of t.id from INT to INTEGER
CREATE TABLE "t_new" (id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO "t_new" ("id", "a") SELECT "id", "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
