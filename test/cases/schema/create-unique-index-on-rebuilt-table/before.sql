CREATE TABLE t (a TEXT, b INTEGER);
INSERT INTO t VALUES ('x', 1), ('X', 2), ('y', 0);
