CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER
);
INSERT INTO book VALUES (1, 'One', 100), (5, 'Five', NULL);
CREATE INDEX book_title ON book (title COLLATE NOCASE) WHERE title <> '';
CREATE VIEW titles AS SELECT title FROM book;
CREATE TRIGGER book_upper AFTER INSERT ON book BEGIN UPDATE book SET title = upper(new.title) WHERE id = new.id; END;
