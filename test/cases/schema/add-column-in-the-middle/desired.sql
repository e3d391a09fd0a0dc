CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  -- thirteen digits
  isbn TEXT, -- new
  title TEXT NOT NULL,
  pages INTEGER
);
