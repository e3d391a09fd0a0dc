CREATE TABLE t (
  a INTEGER, -- the first, of all
  CHECK (a > 0) -- positive
);
INSERT INTO t VALUES (1);
