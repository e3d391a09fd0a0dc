-- Drop virtual table old
DROP TABLE "old";

-- Create virtual table fresh
CREATE VIRTUAL TABLE fresh USING fts5(body, content='');
