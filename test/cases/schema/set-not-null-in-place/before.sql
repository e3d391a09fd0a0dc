CREATE TABLE t (a INTEGER, b TEXT -- about b
);
INSERT INTO t VALUES (1, 'x');
