-- Drop column t.b
ALTER TABLE "t" DROP COLUMN "b";
