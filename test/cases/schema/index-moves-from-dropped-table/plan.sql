-- Drop index i
DROP INDEX "i";

-- Drop table a
DROP TABLE "a";

-- Create index i
CREATE INDEX i ON b (x);
