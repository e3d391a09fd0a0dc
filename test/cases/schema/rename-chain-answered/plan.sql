-- Rename table b to c
ALTER TABLE "b" RENAME TO "c";

-- Rename table a to b
ALTER TABLE "a" RENAME TO "b";

-- Rename column b.x to x_new
ALTER TABLE "b" RENAME COLUMN "x" TO "x_new";

-- Rename column b.z to x
ALTER TABLE "b" RENAME COLUMN "z" TO "x";

-- Rename column b.y to z
ALTER TABLE "b" RENAME COLUMN "y" TO "z";

-- Rename column b.x_new to y
ALTER TABLE "b" RENAME COLUMN "x_new" TO "y";
