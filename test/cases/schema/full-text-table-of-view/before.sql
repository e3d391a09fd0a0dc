CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIEW titles AS SELECT id, title FROM book;
CREATE VIRTUAL TABLE doc USING fts5(title, content=titles, content_rowid=id);
INSERT INTO book VALUES (1, 'alpha', 'beta');
INSERT INTO doc (doc) VALUES ('rebuild');
