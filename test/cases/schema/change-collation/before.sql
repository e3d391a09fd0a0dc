CREATE TABLE t (a TEXT, b TEXT UNIQUE);
INSERT INTO t VALUES ('x', 'a'), ('X', 'b');
