CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
INSERT INTO book VALUES (1, 'One', 'alpha'), (2, 'Two', 'beta');
CREATE VIRTUAL TABLE doc USING fts5(title, content=book, content_rowid=id);
CREATE TRIGGER book_insert AFTER INSERT ON book BEGIN INSERT INTO doc (rowid, title) VALUES (new.id, new.title); END;
INSERT INTO doc (doc) VALUES ('rebuild');
