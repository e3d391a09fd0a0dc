import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeProject } from '../support/project.ts';
import { MAIN, plainEnv } from '../cli/command.ts';
import { rounds } from './support/scale.ts';

/** A script with the place of its error marked by `▶`, which is taken out, and a part of the message. */
const CASES: readonly (readonly [what: string, script: string, message: string])[] = [
  ['in the first statement', '▶SELEC 1;', 'near "SELEC": syntax error'],
  [
    'after text of several bytes in the line',
    "CREATE TABLE a (x); SELECT '日本😀ä', ▶nosuch FROM a;",
    'no such column: nosuch',
  ],
  [
    'after text of several bytes in lines before',
    "-- Größe 日本\n/* 😀\n😀 */ SELECT 'é';\n\t SELECT ▶ünbekannt;",
    'no such column: ünbekannt',
  ],
  [
    'inside a trigger body',
    'CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET x = 1;\n  -- ä;\n  DELETE ▶a WHERE x = 2;\nEND;',
    'near "a": syntax error',
  ],
  [
    'inside a trigger body, at a word out of place',
    'CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  SELECT "😀" AS b;\n  UPDATE a ▶SETT x = 1;\nEND;',
    'near "SETT": syntax error',
  ],
  [
    'at the name of a table',
    'CREATE TABLE a (x);\n\nINSERT INTO a SELECT * FROM\n   ▶missing;',
    'no such table: missing',
  ],
  [
    'at a qualified column',
    'CREATE TABLE a (x);\nSELECT a.x,\n  ▶a.y FROM a;',
    'no such column: a.y',
  ],
  ['at a function', 'SELECT 1 +\n▶nosuchfunction(2);', 'no such function: nosuchfunction'],
  [
    'at a character that SQLite does not know',
    'SELECT 1;\nSELECT ▶\\;',
    'unrecognized token: "\\"',
  ],
  ['at an unfinished string', "SELECT '日';\n  SELECT ▶'x;\n\n", 'unrecognized token'],
  [
    'at the end of an unfinished statement',
    'CREATE TABLE a (x);\nINSERT INTO ▶a',
    'incomplete input',
  ],
  [
    'at a constraint: the statement',
    'CREATE TABLE a (x CHECK (x > 0));\n  ▶INSERT INTO a VALUES (0);',
    'CHECK constraint failed',
  ],
  [
    'at RAISE in a trigger: the statement that fired it',
    "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT RAISE(ABORT, 'not 😀'); END;\n▶INSERT INTO a VALUES (1);",
    'not 😀',
  ],
  [
    'in a script with double-quoted strings',
    'CREATE TABLE a (x DEFAULT "ä");\nINSERT INTO a VALUES ("日"), ("b"); SELECT ▶nosuch("c");',
    'no such function: nosuch',
  ],
  [
    'outside a transaction',
    '-- fastmigrate: no-transaction\nBEGIN;\nCREATE TABLE ä (x);\nCOMMIT; VACUUM; SELECT * FROM ▶ö;',
    'no such table: ö',
  ],
  ['with a byte order mark', '\uFEFF▶SELEC 1;', 'near "SELEC": syntax error'],
  [
    'with Windows line ends',
    "CREATE TABLE a (x);\r\n-- c\r\nSELECT 'ä',\r\n ▶y FROM a;\r\n",
    'no such column: y',
  ],
  [
    'at a table that is there already',
    'CREATE TABLE a (x);\nCREATE TABLE\n  ▶a (y);',
    'table a already exists',
  ],
  ['at a write to the version', 'SELECT 1;\n  ▶UPDATE _meta SET version = 9;', '_meta'],
  [
    'at a BEGIN without its COMMIT',
    'CREATE TABLE a (x);\n ▶BEGIN;\nINSERT INTO a VALUES (1);',
    'transaction',
  ],
];

describe('the place of an error is exact to line and column', () => {
  for (const [what, marked, message] of CASES)
    it(what, async () => {
      const { script, line, column } = placeIn(marked);
      const made = makeProject({ scripts: { '0001-ä x.sql': script } });
      const { error } = await made.run();
      assert.deepEqual([error?.line, error?.column], [line, column], error?.message);
      assert.ok(error?.message.includes(message), error?.message);
      assert.equal(error?.file, join(made.project.migrations, '0001-ä x.sql'));
      assert.equal(made.status().version, 0);
    });

  for (const [what, marked, message] of CASES.slice(0, rounds(5, CASES.length)))
    it(`on the command line: ${what}`, () => {
      const { script, line, column } = placeIn(marked);
      const made = makeProject({ scripts: { '0001-ä x.sql': script } });
      const text = fastmigrate(made.folder, ['run', '--db', made.database]);
      const [first = '', source = '', caret = ''] = text.stderr.split('\n');
      assert.ok(
        first.startsWith(`migrations/0001-ä x.sql:${line}:${column}: error: `),
        text.stderr,
      );
      assert.ok(first.includes(message), text.stderr);
      if (caret.trim() === '^') {
        const written = marked.split('\n')[line - 1]?.split('▶')[1] ?? '';
        const here = source.slice(caret.indexOf('^')).replace('…', '');
        assert.ok(written.replaceAll('\t', '  ').startsWith(here.trimEnd()), text.stderr);
      }
      const { status, stdout, stderr } = fastmigrate(made.folder, [
        'run',
        '--db',
        made.database,
        '--json',
      ]);
      assert.equal(status, 1);
      assert.equal(stderr, '');
      const { error } = JSON.parse(stdout);
      assert.deepEqual([error.line, error.column], [line, column]);
      assert.equal(error.changed, false);
    });
});

/** Lines and columns count from 1, columns in UTF-16 code units; a byte order mark counts for nothing. */
function placeIn(marked: string): { script: string; line: number; column: number } {
  const before = (marked.split('▶')[0] ?? '').replace('\uFEFF', '').split('\n');
  return {
    script: marked.replace('▶', ''),
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
  };
}

function fastmigrate(
  cwd: string,
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', env: plainEnv() });
}
