-- Rebuild table t: set default of t.a to 2, drop default of t.b
CREATE TABLE "t_new" (a INTEGER DEFAULT 2 NOT NULL, b TEXT);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
