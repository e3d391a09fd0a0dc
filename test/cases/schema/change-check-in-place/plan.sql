-- Drop the constraint range of t
ALTER TABLE "t" DROP CONSTRAINT "range";

-- Add the constraint range to t
ALTER TABLE "t" ADD CONSTRAINT range CHECK (a < 20);
