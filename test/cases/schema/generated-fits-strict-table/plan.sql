-- Rebuild table t: add column t.c INTEGER before b, change type of t.b from REAL to TEXT, generate t.b as (coalesce(c, 1)) VIRTUAL, add column t.d REAL
CREATE TABLE "t_new" (a INTEGER, c INTEGER DEFAULT 2, b TEXT AS (coalesce(c, 1)), d REAL AS (b || a)) STRICT;
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
