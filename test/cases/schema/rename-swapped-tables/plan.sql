-- Rename table a to a_new_2
ALTER TABLE "a" RENAME TO "a_new_2";

-- Rename table b to a
ALTER TABLE "b" RENAME TO "a";

-- Rename table a_new_2 to b
ALTER TABLE "a_new_2" RENAME TO "b";

-- Rebuild table a: set default of a.y to 'none'
CREATE TABLE "a_new_2" (id INTEGER PRIMARY KEY, y TEXT DEFAULT 'none', a REFERENCES b (id));
INSERT INTO "a_new_2" ("id", "y", "a") SELECT "id", "y", "a" FROM "a";
DROP TABLE "a";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "a_new_2" RENAME TO "a";
PRAGMA legacy_alter_table = OFF;
