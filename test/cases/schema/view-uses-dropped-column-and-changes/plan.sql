-- Drop trigger v_delete
DROP TRIGGER "v_delete";

-- Drop view w
DROP VIEW "w";

-- Drop view v
DROP VIEW "v";

-- Drop column book.pages
ALTER TABLE "book" DROP COLUMN "pages";

-- Create view v
CREATE VIEW v AS SELECT title FROM book;

-- Create view w
CREATE VIEW w AS SELECT title FROM v;

-- Create trigger v_delete
CREATE TRIGGER v_delete INSTEAD OF DELETE ON v BEGIN DELETE FROM book WHERE title = old.title; END;
