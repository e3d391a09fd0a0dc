-- Rebuild table t: drop CHECK (a > 0) of t, add CONSTRAINT positive CHECK (a > 0) to t
CREATE TABLE "t_new" (a INTEGER CONSTRAINT positive CHECK (a > 0));
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
