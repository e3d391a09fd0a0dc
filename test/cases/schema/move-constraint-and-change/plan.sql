-- Rebuild table t: set default of t.a to 4
CREATE TABLE "t_new" (a INTEGER /* once */ DEFAULT 4, b TEXT, UNIQUE (a));
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
