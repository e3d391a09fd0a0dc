CREATE TABLE "a;b" ("x y" TEXT, [it"s] INTEGER, `select` TEXT, 'single' TEXT, "Ä" TEXT UNIQUE);
INSERT INTO "a;b" VALUES ('1', 2, '3', '4', '5');
CREATE INDEX "i-1" ON "a;b" ("x y", [it"s] DESC);
CREATE TRIGGER "t;1" AFTER INSERT ON "a;b" BEGIN SELECT ';'; END;
