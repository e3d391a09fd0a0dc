CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIEW titles AS SELECT id, body AS title FROM book;
CREATE VIRTUAL TABLE doc USING fts5(title, content=titles, content_rowid=id);
CREATE VIEW bodies AS SELECT id, body FROM book;
CREATE VIRTUAL TABLE text USING fts5(body, content=bodies, content_rowid=id);
CREATE TRIGGER added AFTER INSERT ON book BEGIN INSERT INTO text (rowid, body) VALUES (new.id, new.body); END;
