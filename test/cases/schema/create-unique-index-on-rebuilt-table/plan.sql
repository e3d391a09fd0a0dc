-- Rebuild table t: change collation of t.a from BINARY to NOCASE
CREATE TABLE "t_new" (a TEXT COLLATE NOCASE, b INTEGER);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;

-- Create index t_a
CREATE UNIQUE INDEX t_a ON t (a);
