-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new" (
  -- the first
  a INTEGER NOT NULL, -- one
  b TEXT -- two
);
INSERT INTO "t_new" (rowid, "a", "b") SELECT rowid, "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
