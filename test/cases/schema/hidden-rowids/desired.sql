CREATE TABLE t (rowid TEXT NOT NULL, oid TEXT, _rowid_ TEXT);
