-- Drop index i
DROP INDEX "i";

-- Create index i
CREATE INDEX i ON t (a, b DESC) WHERE b IS NOT NULL;
