-- Rebuild table a;b: make a;b.x y NOT NULL
CREATE TABLE "a;b_new" ("x y" TEXT NOT NULL, [it"s] INTEGER, `select` TEXT, 'single' TEXT, "Ä" TEXT UNIQUE);
INSERT INTO "a;b_new" (rowid, "x y", "it""s", "select", "single", "Ä") SELECT rowid, "x y", "it""s", "select", "single", "Ä" FROM "a;b";
DROP TABLE "a;b";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "a;b_new" RENAME TO "a;b";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "i-1" ON "a;b" ("x y", [it"s] DESC);
CREATE TRIGGER "t;1" AFTER INSERT ON "a;b" BEGIN SELECT ';'; END;
