-- Let t.b be NULL
ALTER TABLE "t" ALTER COLUMN "b" DROP NOT NULL;

-- Drop column t.c
ALTER TABLE "t" DROP COLUMN "c";

-- Add column t.d
ALTER TABLE "t" ADD COLUMN d TEXT DEFAULT 'x';

-- Make t.a NOT NULL
ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL;

-- Add a CHECK to t
ALTER TABLE "t" ADD CHECK (a > 0);
