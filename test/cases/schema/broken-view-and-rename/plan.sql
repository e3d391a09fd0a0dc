-- Drop trigger g
DROP TRIGGER "g";

-- Drop view w
DROP VIEW "w";

-- Drop view v
DROP VIEW "v";

-- Rename column t.a to z
ALTER TABLE "t" RENAME COLUMN "a" TO "z";

-- Drop column t.b
ALTER TABLE "t" DROP COLUMN "b";

-- Create view v
CREATE VIEW v AS SELECT x FROM nowhere;

-- Create view w
CREATE VIEW w AS WITH k AS (SELECT z FROM t) SELECT z FROM k, json_each('[1]');

-- Create trigger g
CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM gone; END;
