ALTER TABLE members ADD COLUMN email TEXT;

UPDATE members SET email = lower(replace(name, ' ', '.')) || '.' || id || '@library.example';

CREATE UNIQUE INDEX members_by_email ON members (email);
