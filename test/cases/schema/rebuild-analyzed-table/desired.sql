CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT UNIQUE);
CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL REFERENCES shelf (id), title TEXT, pages INTEGER);
CREATE INDEX by_shelf ON book (shelf);
CREATE INDEX by_title ON book (title);
