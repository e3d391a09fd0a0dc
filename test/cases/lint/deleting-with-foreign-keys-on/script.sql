PRAGMA foreign_keys = ON;
DELETE FROM author WHERE id = 1;
DELETE FROM shelf WHERE id = 1;
