CREATE TABLE t (a TEXT);
CREATE INDEX t_a ON t (a) -- why
;
CREATE VIEW v AS SELECT a FROM t -- what
;
