CREATE TABLE t (a INTEGER CHECK (a > 0), b TEXT, CONSTRAINT short CHECK (length(b) < 9));
