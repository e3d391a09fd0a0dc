CREATE TABLE t (a TEXT, b TEXT);
INSERT INTO t (rowid, a) VALUES (3, '1'), (7, '2');
