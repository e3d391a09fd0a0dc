-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new" AS SELECT "id" AS v1, "a" AS v2, "b" AS v3 FROM "t";
DELETE FROM sqlite_sequence WHERE name = 't_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 't_new', max(seq) FROM sqlite_sequence WHERE name = 't' GROUP BY name;
DROP TABLE "t";
CREATE TABLE "t" (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL, b TEXT, CHECK (t.a <> t.b));
INSERT INTO "t" ("id", "a", "b") SELECT v1, v2, v3 FROM "t_new";
DELETE FROM sqlite_sequence WHERE name = 't';
INSERT INTO sqlite_sequence (name, seq) SELECT 't', max(seq) FROM sqlite_sequence WHERE name = 't_new' GROUP BY name;
DELETE FROM sqlite_sequence WHERE name = 't_new';
DROP TABLE "t_new";
CREATE INDEX t_b ON t (b);
