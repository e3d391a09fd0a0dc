-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new" (a INTEGER NOT NULL ON CONFLICT IGNORE);
INSERT OR ABORT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
