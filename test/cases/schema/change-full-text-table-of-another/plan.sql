-- Drop trigger book_insert
DROP TRIGGER "book_insert";

-- Drop virtual table doc
DROP TABLE "doc";

-- Create virtual table doc
CREATE VIRTUAL TABLE doc USING fts5(title, body, content='book', content_rowid='id');
INSERT INTO "doc" ("doc") VALUES ('rebuild');

-- Create trigger book_insert
CREATE TRIGGER book_insert AFTER INSERT ON book BEGIN INSERT INTO doc (rowid, title, body) VALUES (new.id, new.title, new.body); END;
