CREATE VIRTUAL TABLE doc USING fts5(title);
INSERT INTO doc VALUES ('One'), ('Two');
