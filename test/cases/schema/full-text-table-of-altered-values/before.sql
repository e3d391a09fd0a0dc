CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW shown AS SELECT id, title FROM book;
CREATE VIRTUAL TABLE doc USING fts5(title, content="shown", content_rowid=id);
CREATE VIRTUAL TABLE old USING fts4(title, content="book");
INSERT INTO book VALUES (1, '007'), (2, 'beta');
INSERT INTO doc (doc) VALUES ('rebuild');
INSERT INTO old (old) VALUES ('rebuild');
