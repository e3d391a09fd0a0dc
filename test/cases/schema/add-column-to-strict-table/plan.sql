-- Add column t.b
ALTER TABLE "t" ADD COLUMN b TEXT DEFAULT 5;

-- Add column t.c
ALTER TABLE "t" ADD COLUMN c INTEGER AS (a || 'x');
