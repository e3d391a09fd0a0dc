CREATE TABLE t (id INTEGER PRIMARY KEY, j TEXT, a INT GENERATED ALWAYS AS (j ->> '$.a')) STRICT;
INSERT INTO t (id, j) VALUES (1_000, '{}') ON CONFLICT (id) DO NOTHING RETURNING id;
SELECT concat(t.j, iif(1, 2, 3)), unixepoch(), string_agg(t.j, ',') FROM t FULL JOIN t AS u ON u.id IS NOT DISTINCT FROM t.id;
ALTER TABLE t ADD CHECK (id > 0);
