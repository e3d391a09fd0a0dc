CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER,
  read INTEGER DEFAULT 0,
  CONSTRAINT not_beyond CHECK (read <= pages)
);
