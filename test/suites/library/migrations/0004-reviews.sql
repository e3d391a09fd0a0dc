CREATE TABLE reviews (
  book_id INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  text TEXT,
  PRIMARY KEY (book_id, member_id)
) WITHOUT ROWID;

CREATE VIEW popular_books AS
SELECT books.id, books.title, count(*) AS loans
FROM books
JOIN copies ON copies.book_id = books.id
JOIN loans ON loans.copy_id = copies.id
GROUP BY books.id
ORDER BY loans DESC;
