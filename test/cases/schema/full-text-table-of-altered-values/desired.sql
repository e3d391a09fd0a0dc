CREATE TABLE book (id INTEGER PRIMARY KEY, title INT);
CREATE VIEW shown AS SELECT id, title FROM book;
CREATE VIRTUAL TABLE doc USING fts5(title, content="shown", content_rowid=id);
CREATE VIRTUAL TABLE old USING fts4(title, content="book");
