-- Drop virtual table doc
DROP TABLE "doc";

-- Create virtual table doc
CREATE VIRTUAL TABLE doc USING fts5(title, body);
