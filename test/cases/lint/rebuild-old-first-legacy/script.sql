PRAGMA legacy_alter_table = ON;
ALTER TABLE author RENAME TO author_old;
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, born INTEGER);
INSERT INTO author (id, name) SELECT id, name FROM author_old;
DROP TABLE author_old;
PRAGMA legacy_alter_table = OFF;
