-- A book can stand on the shelf more than once; a loan is of one copy.
CREATE TABLE copies (
  id INTEGER PRIMARY KEY,
  book_id INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
  shelf TEXT NOT NULL,
  on_loan INTEGER NOT NULL DEFAULT 0 CHECK (on_loan IN (0, 1))
);

CREATE TABLE loans (
  id INTEGER PRIMARY KEY,
  copy_id INTEGER NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
  member_id INTEGER NOT NULL REFERENCES members (id),
  lent_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  returned_on TEXT
);

CREATE INDEX copies_by_book ON copies (book_id);
CREATE INDEX open_loans ON loans (copy_id) WHERE returned_on IS NULL;
