-- Every book gets a year of publication: NULL is no longer allowed, and neither is a year in the far future.
-- SQLite cannot add these to a column, so the table is built anew. Copies and reviews refer to it, and keep their rows.
DROP VIEW popular_books;

CREATE TABLE new_books (
  id INTEGER PRIMARY KEY,
  author_id INTEGER NOT NULL REFERENCES authors (id),
  title TEXT NOT NULL CHECK (length(title) > 0),
  isbn TEXT UNIQUE,
  year INTEGER NOT NULL CHECK (year BETWEEN 1450 AND 2100)
);

-- Where the year is unknown, the author's 40th one is the best guess.
INSERT INTO new_books (id, author_id, title, isbn, year)
SELECT books.id, author_id, title, isbn, coalesce(year, authors.born + 40, 1900)
FROM books
JOIN authors ON authors.id = books.author_id;

DROP TABLE books;
ALTER TABLE new_books RENAME TO books;

CREATE INDEX books_by_author ON books (author_id);

CREATE VIEW popular_books AS
SELECT books.id, books.title, books.year, count(*) AS loans
FROM books
JOIN copies ON copies.book_id = books.id
JOIN loans ON loans.copy_id = copies.id
GROUP BY books.id
ORDER BY loans DESC;
