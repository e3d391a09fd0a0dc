CREATE VIRTUAL TABLE fresh USING fts5(body, content='');
