-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new_3" (a TEXT NOT NULL);
INSERT INTO "t_new_3" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new_3" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
