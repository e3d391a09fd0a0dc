CREATE TABLE book (id INTEGER PRIMARY KEY, name TEXT NOT NULL -- renamed from: title
, pages INTEGER);
