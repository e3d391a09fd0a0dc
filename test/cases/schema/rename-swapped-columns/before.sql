CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author INTEGER, CHECK (title <> ''));
CREATE INDEX by_title ON book (title);
CREATE VIEW titles AS SELECT book.title FROM book;
CREATE TRIGGER stamp AFTER INSERT ON book WHEN new.title <> 'x' BEGIN UPDATE book SET author = 0 WHERE id = new.id AND author IS NULL; END;
INSERT INTO book VALUES (1, 'a', 10), (2, 'b', 20);
