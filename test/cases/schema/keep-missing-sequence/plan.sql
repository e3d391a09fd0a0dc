-- Rebuild table t: make t.a NOT NULL
CREATE TABLE "t_new" (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL);
INSERT INTO "t_new" ("id", "a") SELECT "id", "a" FROM "t";
DELETE FROM sqlite_sequence WHERE name = 't_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 't_new', max(seq) FROM sqlite_sequence WHERE name = 't' GROUP BY name;
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "t_new" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
