CREATE TABLE book (number INT, title TEXT);
CREATE VIRTUAL TABLE doc USING fts5(title, content=book);
INSERT INTO book VALUES (10, 'alpha'), (20, 'beta');
INSERT INTO doc (doc) VALUES ('rebuild');
