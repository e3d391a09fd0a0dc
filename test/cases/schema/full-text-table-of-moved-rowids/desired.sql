CREATE TABLE book (number INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE doc USING fts5(title, content=book);
