-- Add column t.b
ALTER TABLE "t" ADD COLUMN b TEXT;
