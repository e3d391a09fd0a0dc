-- Create table author
CREATE TABLE author (
  id INTEGER PRIMARY KEY, -- a number
  friend INTEGER REFERENCES author (id)
) STRICT;

-- Create table book
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id));

-- Create table loan
CREATE TABLE loan (book INTEGER REFERENCES book (id));

-- Create index loan_book
CREATE INDEX loan_book ON loan (book);

-- Create view v
CREATE VIEW v AS SELECT id FROM book;

-- Create view w
CREATE VIEW w AS SELECT * FROM v;

-- Create trigger g
CREATE TRIGGER g AFTER DELETE ON book BEGIN DELETE FROM loan WHERE book = old.id; END;
