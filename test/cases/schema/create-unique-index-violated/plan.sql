-- Create index t_a
CREATE UNIQUE INDEX t_a ON t (lower(a)) WHERE b > 0;
