-- Drop table p
DROP TABLE "p";
