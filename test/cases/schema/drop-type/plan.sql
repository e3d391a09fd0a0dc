-- Rebuild table t: change type of t.a from INTEGER to none
CREATE TABLE "t_new" (a NOT NULL);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
