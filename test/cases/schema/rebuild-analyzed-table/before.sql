CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT UNIQUE);
CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf (id), title TEXT, pages INTEGER);
CREATE INDEX by_shelf ON book (shelf);
CREATE INDEX by_title ON book (title);
INSERT INTO shelf VALUES (1, 'hall'), (2, 'attic');
INSERT INTO book VALUES (1, 1, 'a', 10), (2, 1, 'b', 20), (3, 2, 'c', 30), (4, 1, 'd', NULL);
ANALYZE;
