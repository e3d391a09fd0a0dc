CREATE TABLE draft (id INTEGER PRIMARY KEY, name TEXT, title TEXT, note TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, draft INTEGER REFERENCES draft (id), pages INTEGER);
CREATE INDEX by_name ON draft (name);
CREATE INDEX by_title ON draft (title) WHERE title > '';
CREATE VIEW names AS SELECT d.name, d.title, b.pages FROM draft AS d JOIN book AS b ON b.draft = d.id;
CREATE TRIGGER named AFTER UPDATE OF name ON draft BEGIN UPDATE draft SET title = new.name WHERE id = new.id; END;
INSERT INTO draft VALUES (1, 'first name', 'first title', 'n'), (2, 'second name', NULL, NULL);
INSERT INTO book VALUES (1, 2, 30);
