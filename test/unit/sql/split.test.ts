import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { splitStatements } from '../../../src/core/sql/split.ts';
import { significantTokens } from '../../../src/core/sql/token.ts';

/** What is special, and a script with `|` at the very end of each of its statements. */
const CASES: ReadonlyMap<string, string> = new Map([
  ['nothing', ''],
  ['only spaces, comments and semicolons', ' \r\n;; -- ;\n/* ; */ ;\uFEFF'],
  ['a missing last semicolon', 'SELECT 1;| SELECT 2| -- end'],
  ['semicolons in strings and names', `SELECT ';', ";", [;], \`;\`;|SELECT 'it''s;';|`],
  ['semicolons in comments', 'SELECT 1 -- ;\n + /* ; */ 2;|'],
  ['a comment that a lone CR does not end', '-- a\r;SELECT 1;\nSELECT 2;|'],
  [
    'a byte order mark before a trigger',
    '\uFEFFCREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END;|',
  ],
  [
    'CASE in a trigger and around it',
    `CREATE TEMP TRIGGER t AFTER INSERT ON x WHEN CASE WHEN 1 THEN 1 END BEGIN
       UPDATE x SET a = CASE a WHEN 1 THEN 2 ELSE CASE b WHEN 1 THEN 2 END END;
       SELECT CASE WHEN 1 THEN 2 END; -- ; END;
     /* ; */ END ;| SELECT CASE 1 WHEN 1 THEN 2 END;|`,
  ],
  [
    'columns named begin and end',
    'CREATE TABLE t (begin INT, "end" INT, [case] INT);|SELECT begin FROM t;|',
  ],
  [
    'tables named trigger',
    'CREATE TABLE "trigger" (a);|CREATE TABLE trigger_x (a);|CREATE TEMP TABLE t (a);|',
  ],
  [
    'explained triggers',
    'EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END;|SELECT 1;|',
  ],
  [
    'BEGIN and END of transactions',
    'BEGIN;|INSERT INTO t VALUES (1);|END;|BEGIN IMMEDIATE;|COMMIT;|',
  ],
  [
    'a trigger without its end',
    'CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1;\nSELECT 2;| \n',
  ],
  ['an open string', "SELECT 1;|SELECT 'a; b;|"],
  ['an open comment', 'SELECT 1;| SELECT 2| /* ; SELECT 3;'],
  ['words with letters that only look like keywords', 'CREATE TR\u0131GGER t;| SELECT 1;|'],
]);

/** Answers, for each script, the offsets just after which SQLite says that a statement is complete. */
const COMPLETE_PY = `
import json, sqlite3, sys
def cuts(script):
    found, start = [], 0
    for i, letter in enumerate(script):
        if letter == ';' and sqlite3.complete_statement(script[start:i + 1]):
            start = i + 1
            found.append(start)
    return found
print(json.dumps([cuts(s) for s in json.load(sys.stdin)]))`;

/** Runs the script on its standard input, then prints the answer to the query in its argument. */
const EXECUTE_PY = `
import sqlite3, sys
db = sqlite3.connect(':memory:')
db.executescript(sys.stdin.buffer.read().decode())
print(db.execute(sys.argv[1]).fetchone()[0])`;

const TABLES = `CREATE TABLE t (a, "b", begin, [end]); CREATE TABLE u (a); INSERT INTO t (a) VALUES (1);\n`;

/** Everything in the database as one line. */
const DIGEST = `SELECT hex((SELECT group_concat(sql, char(10)) FROM sqlite_master))
  || ' ' || hex((SELECT group_concat(quote(a) || quote(begin) || quote("end")) FROM t)) AS digest`;

const COMMON_GAPS = [' ', '\n', '\r\n', '\t', ' /* ; END; */', '/**/', ' -- ; it\'s "\n', '--\n'];

describe('splitStatements', () => {
  for (const [name, marked] of CASES) {
    it(`copes with ${name}`, () => {
      const pieces = marked.split('|');
      const ends = pieces
        .slice(0, -1)
        .map((_, index) => pieces.slice(0, index + 1).join('').length);
      const script = pieces.join('');
      const statements = splitStatements(script);
      assert.deepEqual(
        statements.map((statement) => statement.end),
        ends,
      );
      checkShape(script);
    });
  }

  it('splits 50,000 statements in linear time', () => {
    const statement = "INSERT INTO t (a, b) VALUES ('x;y', 12.5); -- note\n";
    const trigger = `CREATE TRIGGER t AFTER INSERT ON x BEGIN ${'SELECT 1; '.repeat(50_000)}END;`;
    const started = performance.now();
    assert.equal(splitStatements(statement.repeat(50_000) + trigger).length, 50_001);
    assert.ok(performance.now() - started < 2500);
  });
});

describe('splitStatements and SQLite', () => {
  it('cut any text where sqlite3_complete() does', () => {
    const scripts = fc.sample(fc.oneof(soup(), script(COMMON_GAPS)), 1500);
    const answer = run('python3', ['-c', COMPLETE_PY], JSON.stringify(scripts));
    const expected: unknown = JSON.parse(answer);
    assert.ok(Array.isArray(expected));
    for (const [index, sql] of scripts.entries()) {
      checkShape(sql);
      const cuts: unknown = expected[index];
      assert.ok(Array.isArray(cuts));
      let start = 0;
      const full = cuts.filter((cut: number) => {
        const empty = isEmpty(sql.slice(start, cut));
        start = cut;
        return !empty;
      });
      const ends = splitStatements(sql).map((statement) => statement.end);
      const complete = isEmpty(sql.slice(start)) ? ends : ends.slice(0, -1);
      assert.deepEqual(complete, full, JSON.stringify(sql));
    }
  });

  it('cut scripts where the compiler stops reading', () => {
    fc.assert(
      fc.property(script([...COMMON_GAPS, ' \v', ' \uFEFF']), (sql) => {
        const database = new DatabaseSync(':memory:');
        database.exec(TABLES);
        for (const { start, text } of splitStatements(sql)) {
          const statement = database.prepare(sql.slice(start));
          assert.equal(statement.sourceSQL, text);
          database.exec(text);
        }
        database.close();
      }),
      { numRuns: 150 },
    );
  });

  it('run a script to the same end as other programs do', () => {
    // The shell of SQLite drops the carriage returns of its input.
    const gaps = COMMON_GAPS.filter((gap) => !gap.includes('\r'));
    for (const sql of fc.sample(script(gaps), 12)) {
      const database = new DatabaseSync(':memory:');
      database.exec(TABLES);
      for (const { text } of splitStatements(sql)) database.exec(text);
      const digest = database.prepare(DIGEST).get()?.['digest'];
      database.close();
      assert.equal(run('python3', ['-c', EXECUTE_PY, DIGEST], TABLES + sql).trim(), digest, sql);
      if (!hasShell) continue;
      const printed = run('sqlite3', ['-bail', ':memory:'], `${TABLES}${sql}\n;\n${DIGEST};\n`);
      assert.equal(printed.trim().split('\n').at(-1), digest, sql);
    }
  });
});

/** The command line shell of SQLite is not part of every system; Python's module always is checked. */
const hasShell = spawnSync('sqlite3', ['-version']).error === undefined;

function run(program: string, args: readonly string[], input: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  assert.equal(status, 0, stderr);
  return stdout;
}

function isEmpty(sql: string): boolean {
  for (const token of significantTokens(sql)) if (token.kind !== 'semicolon') return false;
  return true;
}

/** Statements hold their text, start at a token, do not overlap, and nothing but emptiness is between them. */
function checkShape(sql: string): void {
  let end = 0;
  for (const statement of splitStatements(sql)) {
    assert.equal(statement.text, sql.slice(statement.start, statement.end));
    assert.ok(isEmpty(sql.slice(end, statement.start)));
    const [first] = significantTokens(statement.text);
    assert.equal(first?.start, 0);
    end = statement.end;
  }
  assert.ok(isEmpty(sql.slice(end)));
}

/** Texts that are mostly no SQL, made of what moves the state machine. */
function soup(): fc.Arbitrary<string> {
  const words = ['CREATE', 'create', 'Temp', 'TEMPORARY', 'TRIGGER', 'trigger', 'EXPLAIN', 'END'];
  const others = ['end', 'ends', 'x', 'é', '1', '"', "'", '`', '[', ']', '(', '--', '/*', '*/'];
  const piece = fc.oneof(
    fc.constantFrom(...words, ...others),
    fc.constantFrom(';', '; ', ' ', '\n', ' CREATE TRIGGER ', '; END ;', ';END', ' x '),
  );
  return fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
}

/** Scripts that compile, with any of the gaps between any two tokens. */
function script(gaps: readonly string[]): fc.Arbitrary<string> {
  const gap = fc.constantFrom(...gaps);
  const end = fc.constantFrom([';'], [';', ';']);
  const pieces = fc
    .array(fc.tuple(statement(), end), { minLength: 1, maxLength: 6 })
    .map((statements) => statements.flatMap(([tokens, semicolons]) => [...tokens, ...semicolons]));
  return fc
    .tuple(pieces, fc.array(gap, { minLength: 300, maxLength: 300 }), fc.boolean())
    .map(([tokens, between, cut]) => {
      const last = cut ? tokens.findLastIndex((text) => text !== ';') + 1 : tokens.length;
      return tokens
        .slice(0, last)
        .map((text, i) => `${between[i % 300] ?? ' '}${text}`)
        .join('');
    });
}

function statement(): fc.Arbitrary<readonly string[]> {
  const table = [
    ...'CREATE TABLE IF NOT EXISTS'.split(' '),
    '"x;y"',
    '(',
    'begin',
    ',',
    'end',
    'TEXT',
  ];
  return fc.oneof(
    query(),
    trigger(),
    fc.constant([...table, 'DEFAULT', "';END;'", ')']),
    trigger().map((tokens) => ['EXPLAIN', ...tokens]),
    query().map((tokens) => ['explain', 'QUERY', 'PLAN', ...tokens]),
  );
}

function query(): fc.Arbitrary<string[]> {
  const value = fc.constantFrom(
    ...[
      "'a'",
      "';'",
      "'it''s; END;'",
      '"b"',
      '[end]',
      'begin',
      'end',
      '`b`',
      "x'00'",
      '1.5',
      "'--'",
    ],
    ...['CASE WHEN 1 THEN 2 END', "CASE a WHEN '--' THEN '/*' ELSE CASE b WHEN 1 THEN 0 END END"],
  );
  const table = fc.constantFrom('t', '"t"', '[t]', '`T`');
  return fc.oneof(
    fc.tuple(value, table).map(([v, t]) => ['SELECT', v, 'FROM', t]),
    fc
      .tuple(value, table)
      .map(([v, t]) => ['UPDATE', t, 'SET', 'begin', '=', v, ',', 'end', '=', '0']),
    fc
      .tuple(value, table)
      .map(([v, t]) => ['INSERT', 'INTO', t, '(', 'a', ')', 'SELECT', v, 'FROM', t, 'LIMIT', '1']),
  );
}

function trigger(): fc.Arbitrary<string[]> {
  const head = fc.constantFrom(
    ['CREATE', 'TRIGGER'],
    ['create', 'TEMP', 'trigger'],
    ['CREATE', 'Temporary', 'TRIGGER'],
  );
  const when = fc.constantFrom([], ['WHEN', 'CASE', 'WHEN', '1', 'THEN', "';'", 'END']);
  const body = fc.array(query(), { minLength: 1, maxLength: 3 });
  const name = fc.constantFrom('one', '"end;"', '[begin]', '`a;b`');
  return fc
    .tuple(head, name, when, body)
    .map(([start, named, condition, statements]) => [
      ...start,
      ...['IF', 'NOT', 'EXISTS', named, 'AFTER', 'INSERT', 'ON', 'u'],
      ...condition,
      'BEGIN',
      ...statements.flatMap((tokens) => [...tokens, ';']),
      'END',
    ]);
}
