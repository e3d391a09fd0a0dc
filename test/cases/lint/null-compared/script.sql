UPDATE book SET author = NULL, title = NULL WHERE author = NULL OR title <> NULL;
SELECT CASE WHEN title = NULL THEN 1 END FROM book;
UPDATE book SET title = (SELECT name FROM author WHERE id = book.author), author = NULL WHERE id = 1;
CREATE TRIGGER book_gone AFTER DELETE ON book BEGIN UPDATE book SET author = NULL WHERE id = old.id; END;
