CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER
);
INSERT INTO book VALUES (1, 'One', 100), (5, 'Five', NULL);
CREATE TABLE page (pages INTEGER, book INTEGER);
CREATE VIEW v AS SELECT p.pages FROM page AS p JOIN book b ON b.id = p.book;
CREATE VIEW w AS SELECT b.pages FROM page AS p JOIN book b ON b.id = p.book;
