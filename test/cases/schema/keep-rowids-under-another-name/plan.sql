-- Rebuild table t: make t.rowid NOT NULL
CREATE TABLE "t_new" (rowid TEXT NOT NULL, oid TEXT);
INSERT INTO "t_new" (_rowid_, "rowid", "oid") SELECT _rowid_, "rowid", "oid" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
