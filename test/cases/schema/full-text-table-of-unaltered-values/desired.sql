CREATE TABLE book (id INTEGER PRIMARY KEY, title VARCHAR(20) NOT NULL);
CREATE VIRTUAL TABLE doc USING fts5(title, content=book, content_rowid=id);
