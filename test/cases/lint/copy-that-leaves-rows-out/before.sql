CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);
INSERT INTO book VALUES (1, 'One', '1'), (2, NULL, '1');
