CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT DEFAULT 'datetime(''now'')',
  b TEXT DEFAULT "CURRENT_DATE",
  c TEXT DEFAULT 'now',
  d TEXT DEFAULT (datetime('now')),
  e TEXT DEFAULT 'nowhere'
);
