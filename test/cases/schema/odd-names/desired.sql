CREATE TABLE "a;b" ("x y" TEXT NOT NULL, [it"s] INTEGER, `select` TEXT, 'single' TEXT, "Ä" TEXT UNIQUE);
CREATE INDEX "i-1" ON "a;b" ("x y", [it"s] DESC);
CREATE TRIGGER "t;1" AFTER INSERT ON "a;b" BEGIN SELECT ';'; END;
