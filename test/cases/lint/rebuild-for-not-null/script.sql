-- NOT NULL is the purpose, and the rest is lost.
CREATE TABLE author_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
INSERT INTO author_new (id, name, born) SELECT id, name, born FROM author;
DROP TABLE author;
ALTER TABLE author_new RENAME TO author;

-- So is a key here.
CREATE TABLE word_new (id INTEGER PRIMARY KEY, text TEXT DEFAULT '');
INSERT INTO word_new (id, text) SELECT id, text FROM word;
DROP TABLE word;
ALTER TABLE word_new RENAME TO word;

-- A primary key is unique.
CREATE TABLE tag_new (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO tag_new (id, text) SELECT id, text FROM tag;
DROP TABLE tag;
ALTER TABLE tag_new RENAME TO tag;

-- To lose the CHECK is the purpose.
CREATE TABLE note_new (id INTEGER NOT NULL PRIMARY KEY, text TEXT);
INSERT INTO note_new (id, text) SELECT id, text FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
