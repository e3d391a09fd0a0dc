CREATE TABLE book (
  id INTEGER PRIMARY KEY, -- the number
  title TEXT UNIQUE, -- what is on the cover
  pages INTEGER CHECK (pages > 0 AND length(title) > 0),
  UNIQUE (title, pages)
);
INSERT INTO book VALUES (1, 'One', 100), (5, 'Five', NULL);
CREATE INDEX book_title ON book (title) /* kept */ WHERE title IS NOT NULL;
CREATE TABLE loan (book TEXT REFERENCES book (title));
