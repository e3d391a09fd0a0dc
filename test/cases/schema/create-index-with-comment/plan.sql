-- Create index t_a
CREATE INDEX t_a ON t (a) -- why
;

-- Create view v
CREATE VIEW v AS SELECT a FROM t -- what
;
