-- Rebuild table t: generate t.b as (a * 2) STORED
CREATE TABLE "t_new" (a INTEGER, b INTEGER AS (a * 2) STORED);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
