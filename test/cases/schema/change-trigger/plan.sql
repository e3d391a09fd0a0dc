-- Drop trigger g
DROP TRIGGER "g";

-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new" (a TEXT NOT NULL);
INSERT INTO "t_new" (rowid, "a") SELECT rowid, "a" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;

-- Create trigger g
CREATE TRIGGER g AFTER INSERT ON t WHEN new.a <> '' BEGIN SELECT 2; END;
