-- Drop view titles
DROP VIEW "titles";

-- Create view titles
CREATE VIEW titles AS SELECT id, body AS title FROM book;

-- Create view bodies
CREATE VIEW bodies AS SELECT id, body FROM book;

-- Create trigger added
CREATE TRIGGER added AFTER INSERT ON book BEGIN INSERT INTO text (rowid, body) VALUES (new.id, new.body); END;

-- Create virtual table text
CREATE VIRTUAL TABLE text USING fts5(body, content=bodies, content_rowid=id);
INSERT INTO "text" ("text") VALUES ('rebuild');

-- Fill virtual table doc again
INSERT INTO "doc" ("doc") VALUES ('rebuild');
