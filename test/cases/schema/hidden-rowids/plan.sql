-- Rebuild table t: make t.rowid NOT NULL
CREATE TABLE "t_new" (rowid TEXT NOT NULL, oid TEXT, _rowid_ TEXT);
INSERT INTO "t_new" ("rowid", "oid", "_rowid_") SELECT "rowid", "oid", "_rowid_" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
