-- Drop the constraint positive of t
ALTER TABLE "t" DROP CONSTRAINT "positive";

-- Drop the constraint short of t
ALTER TABLE "t" DROP CONSTRAINT "short";
