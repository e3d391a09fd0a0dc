-- Drop table a
DROP TABLE "a";

-- Create virtual table a
CREATE VIRTUAL TABLE a USING fts5(x);
