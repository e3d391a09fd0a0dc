CREATE TABLE t (a TEXT, b TEXT, g TEXT AS ('x'));
INSERT INTO t VALUES ('1', '2'), ('3', '4');
