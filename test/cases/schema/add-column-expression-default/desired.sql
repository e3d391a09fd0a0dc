CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  slug TEXT DEFAULT (lower('A' || 'B'))
);
