import assert from 'node:assert/strict';
import { splitPostgres } from '../../../src/backends/postgresSql.ts';

describe('a PostgreSQL script', () => {
  const CASES: readonly (readonly [script: string, statements: readonly string[]])[] = [
    ['SELECT 1; SELECT 2', ['SELECT 1;', 'SELECT 2']],
    ['', []],
    [' ;; -- only\n /* x */ ;', []],
    ["SELECT ';'; SELECT 'it''s;'", ["SELECT ';';", "SELECT 'it''s;'"]],
    ["SELECT E'\\';'; SELECT 2", ["SELECT E'\\';';", 'SELECT 2']],
    ["SELECT '\\'; SELECT 2", ["SELECT '\\';", 'SELECT 2']],
    ['SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b";', 'SELECT 2']],
    ['SELECT 1 -- a; b\n; SELECT 2', ['SELECT 1 -- a; b\n;', 'SELECT 2']],
    ['SELECT /* a /* ; */ ; */ 1; SELECT 2', ['SELECT /* a /* ; */ ; */ 1;', 'SELECT 2']],
    ['DO $$ BEGIN a; END $$; SELECT 2', ['DO $$ BEGIN a; END $$;', 'SELECT 2']],
    ['DO $x$ a; $$ b; $x$; SELECT 2', ['DO $x$ a; $$ b; $x$;', 'SELECT 2']],
    ['SELECT a$1, $2; SELECT $3', ['SELECT a$1, $2;', 'SELECT $3']],
    [
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 1 END; SELECT 2; END; SELECT 3',
      [
        'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 1 END; SELECT 2; END;',
        'SELECT 3',
      ],
    ],
    ['BEGIN; SELECT 1; COMMIT;', ['BEGIN;', 'SELECT 1;', 'COMMIT;']],
    ["SELECT 'never ends; x", ["SELECT 'never ends; x"]],
  ];
  for (const [script, statements] of CASES)
    it(`is split: ${script}`, () => {
      const found = splitPostgres(script);
      assert.deepEqual(
        found.map(({ text }) => text),
        statements,
      );
      for (const { text, start } of found) assert.equal(script.startsWith(text, start), true);
    });
});
