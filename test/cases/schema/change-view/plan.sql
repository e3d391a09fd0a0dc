-- Drop trigger h
DROP TRIGGER "h";

-- Drop view v
DROP VIEW "v";

-- Create view v
CREATE VIEW v AS SELECT a, b FROM t;

-- Create trigger h
CREATE TRIGGER h INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;
