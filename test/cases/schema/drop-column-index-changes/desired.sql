CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE INDEX book_pages ON book (title);
