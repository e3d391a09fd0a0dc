CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  label TEXT GENERATED ALWAYS AS (title || ', ' || pages) VIRTUAL
);
