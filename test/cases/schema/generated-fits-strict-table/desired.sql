CREATE TABLE t (a INTEGER, c INTEGER DEFAULT 2, b TEXT AS (coalesce(c, 1)), d REAL AS (b || a)) STRICT;
