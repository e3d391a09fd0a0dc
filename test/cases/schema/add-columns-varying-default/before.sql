CREATE TABLE book (id INTEGER PRIMARY KEY, title);
INSERT INTO book VALUES (1, 'One'), (5, 'Five');
