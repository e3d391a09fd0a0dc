CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER
);
INSERT INTO book VALUES (1, 'One', 100), (5, 'Five', NULL);
CREATE TABLE page (pages INTEGER, book INTEGER);
CREATE VIEW v AS SELECT pages FROM page WHERE book IN (SELECT id FROM book);
