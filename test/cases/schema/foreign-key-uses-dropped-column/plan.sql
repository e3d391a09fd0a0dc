-- Drop index p_code
DROP INDEX "p_code";

-- Drop column p.code
ALTER TABLE "p" DROP COLUMN "code";
