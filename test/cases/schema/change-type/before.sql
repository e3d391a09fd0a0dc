CREATE TABLE t (a TEXT, b INTEGER, c INTEGER, d REAL, e TEXT);
INSERT INTO t VALUES ('007', 1, 2, 1.0, 'x'), ('abc', NULL, 3, 1.5, '7.0'), (x'01', 'y', 4, NULL, ' 8 '), ('12x', 5, 5, 2e18, '1e3');
