CREATE TABLE book (
  id INTEGER PRIMARY KEY CHECK (id <> author),
  title TEXT,
  "author" INTEGER NOT NULL REFERENCES author (id),
  code TEXT REFERENCES author (code),
  shop INTEGER,
  FOREIGN KEY (shop) REFERENCES shop (id)
);
CREATE INDEX book_code ON book (code);
CREATE INDEX book_shop ON book (shop);
