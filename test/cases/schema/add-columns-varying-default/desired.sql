CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title,
  tags DEFAULT (json('[]')),
  pages INTEGER NOT NULL DEFAULT (2 * 50),
  isbn DEFAULT (CAST(12 AS TEXT)),
  token TEXT DEFAULT (lower(hex(randomblob(8)))),
  since DEFAULT (json_array(date('now'))),
  note
);
