-- Rebuild table t: add column t.id INTEGER before a, add primary key (id) to t
CREATE TABLE "t_new" (id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO "t_new" ("id", "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
