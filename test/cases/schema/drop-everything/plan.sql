-- Drop trigger h
DROP TRIGGER "h";

-- Drop view w
DROP VIEW "w";

-- Drop view v
DROP VIEW "v";

-- Drop table a
DROP TABLE "a";
