CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
INSERT INTO t VALUES (3, 'x', 'y'), (8, 'x', 'z');
