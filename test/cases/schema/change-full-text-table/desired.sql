CREATE VIRTUAL TABLE doc USING fts5(title, body);
