CREATE TABLE volume ( -- renamed from: book
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  pages INTEGER
);
CREATE TABLE loan (id INTEGER PRIMARY KEY, book INTEGER REFERENCES volume (id));
CREATE VIEW titles AS SELECT title FROM volume;
CREATE TRIGGER lent AFTER INSERT ON loan BEGIN UPDATE volume SET pages = pages WHERE id = new.book; END;
