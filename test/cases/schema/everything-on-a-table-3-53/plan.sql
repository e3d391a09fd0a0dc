-- Make author.name NOT NULL
ALTER TABLE "author" ALTER COLUMN "name" SET NOT NULL;
