CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- renamed from: title
  pages INTEGER CHECK (pages > 0 AND length(name) > 0),
  UNIQUE (name, pages)
);
CREATE INDEX book_title ON book (name) WHERE name IS NOT NULL;
CREATE TABLE loan (book TEXT REFERENCES book (name));
