-- Rebuild table t: change type of t.a from VARCHAR(10) to TEXT, change type of t.b from INT to BIGINT
CREATE TABLE "t_new" (a TEXT, b BIGINT);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
