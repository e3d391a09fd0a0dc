CREATE TABLE t (a TEXT, b TEXT AS (a || '!'));
INSERT INTO t VALUES ('007'), ('7');
