CREATE TABLE t (rowid TEXT, oid TEXT);
INSERT INTO t (_rowid_, rowid, oid) VALUES (3, 'x', 'p'), (8, 'y', 'q');
