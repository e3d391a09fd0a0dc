CREATE TABLE _alembic_tmp_book (
	id INTEGER NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	author INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(author) REFERENCES author (id) ON DELETE CASCADE
);
INSERT INTO _alembic_tmp_book (id, title, author) SELECT book.id, book.title, book.author FROM book;
DROP TABLE book;
ALTER TABLE _alembic_tmp_book RENAME TO book;
