CREATE TABLE volume ( -- renamed from: book
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES volume (id),
  pages INTEGER
);
