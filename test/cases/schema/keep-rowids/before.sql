CREATE TABLE t (a TEXT);
INSERT INTO t (rowid, a) VALUES (3, 'x'), (8, 'y');
