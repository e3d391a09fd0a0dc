CREATE TABLE author (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  name TEXT NOT NULL COLLATE NOCASE,
  born INTEGER CHECK (born > 1000),
  initial TEXT GENERATED ALWAYS AS (substr(name, 1, 1)) VIRTUAL
);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id) ON DELETE CASCADE);
CREATE TABLE log (line TEXT);
CREATE INDEX author_old ON author (born) WHERE born < 1900;
CREATE UNIQUE INDEX author_lower ON author (lower(name));
CREATE VIEW names AS SELECT name FROM author; -- all of them
CREATE VIEW initials AS SELECT substr(name, 1, 1) AS initial FROM names;
CREATE TRIGGER author_log AFTER UPDATE OF name ON author BEGIN INSERT INTO log VALUES (old.name || ' -> ' || new.name); END;
CREATE TRIGGER book_log AFTER INSERT ON book BEGIN INSERT INTO log SELECT name FROM author WHERE id = new.author; END;
CREATE TRIGGER names_insert INSTEAD OF INSERT ON names BEGIN INSERT INTO author (name) VALUES (new.name); END;
