CREATE TABLE t (id INT PRIMARY KEY, a TEXT);
INSERT INTO t VALUES (1, 'x'), (2, 'y'), (7, 'z');
