-- Drop table a
DROP TABLE "a";

-- Create view a
CREATE VIEW a AS SELECT x FROM b;
