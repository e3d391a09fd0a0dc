-- Create index t_a
CREATE UNIQUE INDEX t_a ON t (a COLLATE NOCASE, b);
