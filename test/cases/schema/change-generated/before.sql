CREATE TABLE t (a INTEGER, b INTEGER AS (a * 2) STORED, c TEXT);
INSERT INTO t (a, c) VALUES (1, 'x'), (2, 'y');
