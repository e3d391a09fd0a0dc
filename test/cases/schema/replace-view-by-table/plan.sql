-- Drop view a
DROP VIEW "a";

-- Create table a
CREATE TABLE a (y);
