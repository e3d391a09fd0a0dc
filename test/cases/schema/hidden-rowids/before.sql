CREATE TABLE t (rowid TEXT, oid TEXT, _rowid_ TEXT);
INSERT INTO t VALUES ('x', 'p', 'm');
