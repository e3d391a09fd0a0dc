CREATE TABLE t (a INTEGER CHECK (a > 4 AND typeof(a) = 'integer'));
