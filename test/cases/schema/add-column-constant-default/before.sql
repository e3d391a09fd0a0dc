CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER
);
INSERT INTO book VALUES (1, 'One', 100), (5, 'Five', NULL);
