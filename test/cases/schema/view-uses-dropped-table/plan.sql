-- Drop table other
DROP TABLE "other";
