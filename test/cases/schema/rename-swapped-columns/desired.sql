CREATE TABLE book (id INTEGER PRIMARY KEY, author TEXT NOT NULL, title INTEGER, CHECK (author <> ''));
CREATE INDEX by_title ON book (author);
CREATE VIEW titles AS SELECT book.author FROM book;
CREATE TRIGGER stamp AFTER INSERT ON book WHEN new.author <> 'x' BEGIN UPDATE book SET title = 0 WHERE id = new.id AND title IS NULL; END;
