CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- renamed from: title
  pages INTEGER
);
CREATE INDEX book_title ON book (name COLLATE NOCASE) WHERE name <> '';
CREATE VIEW titles AS SELECT name FROM book;
CREATE TRIGGER book_upper AFTER INSERT ON book BEGIN UPDATE book SET name = upper(new.name) WHERE id = new.id; END;
