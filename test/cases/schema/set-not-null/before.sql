CREATE TABLE t (
  -- the first
  a INTEGER, -- one
  b TEXT -- two
);
INSERT INTO t VALUES (1, 'x'), (2, NULL);
