-- Rebuild table t: reorder columns of t
CREATE TABLE "t_new" ( -- a table, of letters
  c INTEGER, -- third
  a INTEGER -- first
, b INTEGER, -- second, with a comma
  CHECK (b > 0), -- no comma
  CHECK (a > 0)
  -- the end
);
INSERT INTO "t_new" (rowid, "c", "a", "b") SELECT rowid, "c", "a", "b" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
