INSERT INTO _migrations VALUES (9, 'x', '', '', '');
CREATE TRIGGER t AFTER UPDATE ON _meta BEGIN SELECT 1; END;
SELECT version FROM _meta;
