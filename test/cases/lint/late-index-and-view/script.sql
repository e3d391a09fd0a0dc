CREATE VIEW all_books AS SELECT DISTINCT * FROM book;
CREATE INDEX book_author_again ON book (author);
CREATE INDEX book_author_title ON book (author, title);
