CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL, isbn TEXT UNIQUE);
INSERT OR IGNORE INTO book_new (id, title, isbn) SELECT id, title, isbn FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
