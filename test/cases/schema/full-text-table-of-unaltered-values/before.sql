CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc USING fts5(title, content=book, content_rowid=id);
INSERT INTO book VALUES (1, 'alpha'), (2, 'beta');
INSERT INTO doc (rowid, title) VALUES (2, 'beta');
