CREATE TABLE t ( -- a table, of letters
  a INTEGER -- first
, b INTEGER -- second, with a comma
, c INTEGER -- third
, CHECK (a > 0) CHECK (b > 0) -- no comma
  -- the end
);
INSERT INTO t VALUES (1, 2, 3);
