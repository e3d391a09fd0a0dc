-- Rebuild table t: change collation of t.a from BINARY to NOCASE, change collation of t.b from BINARY to NOCASE
CREATE TABLE "t_new" (a TEXT COLLATE NOCASE, b TEXT COLLATE NOCASE UNIQUE);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
