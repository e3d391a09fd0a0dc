CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  size INTEGER AS (pages * 2) STORED
);
