CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE doc USING fts5(title, body, content='book', content_rowid='id');
CREATE TRIGGER book_insert AFTER INSERT ON book BEGIN INSERT INTO doc (rowid, title, body) VALUES (new.id, new.title, new.body); END;
