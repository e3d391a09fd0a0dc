CREATE TABLE t (g TEXT AS ('x'), c TEXT DEFAULT 'new');
