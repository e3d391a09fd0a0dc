-- Rename column t.old to a
ALTER TABLE "t" RENAME COLUMN "old" TO "a";

-- Rebuild table t: add CHECK (a > 0) to t
CREATE TABLE "t_new" (a INTEGER, /* renamed from: old */ CHECK (a > 0));
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
