CREATE TABLE tmp_book (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', author INTEGER REFERENCES author ON DELETE CASCADE);
INSERT INTO tmp_book SELECT id, coalesce(title, ''), author FROM book;
DROP TABLE book;
ALTER TABLE tmp_book RENAME TO book;
CREATE INDEX book_author ON book (author);
