CREATE TABLE t (a INTEGER, b TEXT);
INSERT INTO t VALUES ('x', 1), (1.5, 'y'), (2, x'00');
