-- Add a CHECK to t
ALTER TABLE "t" ADD CHECK (a > 0);

-- Add the constraint short to t
ALTER TABLE "t" ADD CONSTRAINT short CHECK (length(b) < 9);
