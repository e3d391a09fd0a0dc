-- Rebuild table t: make t.b NOT NULL
CREATE TABLE "t_new" (a INTEGER, b INTEGER NOT NULL AS (a * 2));
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
