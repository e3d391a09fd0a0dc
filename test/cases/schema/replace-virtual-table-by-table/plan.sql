-- Drop virtual table a
DROP TABLE "a";

-- Create table a
CREATE TABLE a (x);
