-- Rebuild table t: generate t.b as (a * 3) STORED
CREATE TABLE "t_new" (a INTEGER, b INTEGER AS (a * 3) STORED, c TEXT);
INSERT INTO "t_new" (rowid, "a", "c") SELECT rowid, "a", "c" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
