CREATE TABLE book2 (id INTEGER PRIMARY KEY, title TEXT, author INTEGER REFERENCES author ON DELETE CASCADE, kind TEXT);
INSERT INTO book2 SELECT id, title, author, 'known' FROM book WHERE author IS NOT NULL;
INSERT INTO book2 SELECT id, title, author, 'unknown' FROM book WHERE author IS NULL;
DROP TABLE book;
ALTER TABLE book2 RENAME TO book;
CREATE INDEX book_author ON book (author);
