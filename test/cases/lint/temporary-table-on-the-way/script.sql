CREATE TEMP TABLE first AS SELECT min(id) AS id FROM book GROUP BY title;
DELETE FROM book WHERE id NOT IN (SELECT id FROM first);
DROP TABLE first;
CREATE UNIQUE INDEX book_title ON book (title);
