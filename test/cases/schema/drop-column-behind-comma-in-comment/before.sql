CREATE TABLE t (
  a INTEGER, -- one, two
  b INTEGER
);
INSERT INTO t VALUES (1, 2);
