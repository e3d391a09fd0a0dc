import assert from 'node:assert/strict';
import { join } from 'node:path';
import { column, dump, execute } from '../support/database.ts';
import { makeProject } from '../support/project.ts';
import { randomFrom } from './support/random.ts';
import { rounds, tell } from './support/scale.ts';
import { stock } from './support/stock.ts';

const ROUNDS = rounds(60, 2000);
const STATEMENTS = 50_000;

describe('scripts are cut into statements as SQLite cuts them', () => {
  it(`over ${ROUNDS} generated texts, run here and in the sqlite3 program`, async () => {
    let ran = 0;
    for (let seed = 1; seed <= ROUNDS; seed += 1) ran += (await agree(scriptOf(seed))) ? 1 : 0;
    tell(`${ROUNDS} texts: ${ran} ran in both with equal results, the others failed in both`);
    assert.ok(ran > ROUNDS / 3);
    assert.ok(ran < ROUNDS);
  }).timeout(600_000);

  for (const [what, script] of [
    ['a byte order mark before the first statement', '\uFEFFCREATE TABLE a (x);'],
    ['a byte order mark between statements', 'CREATE TABLE a (x);\uFEFFCREATE TABLE b (x);'],
    ['Windows line ends', 'CREATE TABLE a (x);\r\n-- c;\r\nINSERT INTO a VALUES (1);\r\n'],
    ['line ends of old Macs in a comment', 'CREATE TABLE a (x); -- c\nINSERT INTO a VALUES (1);'],
    ['a vertical tab and a form feed', 'CREATE TABLE a (x);\f \vINSERT INTO a VALUES (1);'],
    ['nested comment openers', '/* /* */ CREATE TABLE a (x); /**/'],
    [
      'a trigger with CASE, END and BEGIN as names',
      `CREATE TABLE a ("end", "begin");
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET "end" = CASE WHEN new."begin" THEN 'END;' ELSE ';END' END;
END;
INSERT INTO a VALUES (1, 2);`,
    ],
    [
      'a trigger whose END stands behind a comment',
      `CREATE TABLE a (x);
CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; -- END;
/* END; */ END; INSERT INTO a VALUES (1);`,
    ],
    [
      'quotes of every kind around semicolons',
      `CREATE TABLE [a;b] (\`c;d\` DEFAULT ';', "e;f");INSERT INTO [a;b] VALUES (';''', ";""");`,
    ],
    ['an unfinished block comment', 'CREATE TABLE a (x); /* no end; CREATE TABLE b (x)'],
    ['an unfinished string', "CREATE TABLE a (x); INSERT INTO a VALUES ('x);"],
    ['an unfinished quoted name', 'CREATE TABLE a (x); INSERT INTO "a VALUES (1);'],
    ['an unfinished bracket', 'CREATE TABLE a (x); INSERT INTO [a VALUES (1);'],
    [
      'an unfinished trigger',
      'CREATE TABLE a (x); CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;',
    ],
    ['an unfinished statement', 'CREATE TABLE a (x); INSERT INTO'],
    ['a stray END', 'CREATE TABLE a (x); SELECT 1 END;'],
    ['a no-break space', 'CREATE TABLE a (x);\u00A0'],
    ['a blob with an odd number of digits', "CREATE TABLE a (x); INSERT INTO a VALUES (x'123');"],
  ] as const)
    it(`with ${what}`, async () => {
      await agree(script);
    });

  it('runs nothing of a script that holds a NUL, and says where it is', async () => {
    const made = makeProject({
      scripts: { '0001-x.sql': 'CREATE TABLE ä (x);\n/* 日 */ SELECT \0; DROP TABLE ä;' },
    });
    const { error } = await made.run();
    assert.equal(error?.code, 'unreadable-script');
    assert.deepEqual([error.line, error.column], [2, 16]);
    assert.equal(made.status().version, 0);
  });

  it(`runs ${STATEMENTS} statements, and finds the place of an error at their end`, async () => {
    const lines = Array.from(
      { length: STATEMENTS },
      (_, n) => `INSERT INTO a VALUES (${n}, 'ä;');`,
    );
    const script = `CREATE TABLE a (x, y);\n${lines.join('\n')}\n`;
    const made = makeProject({ scripts: { '0001-x.sql': script } });
    const started = performance.now();
    assert.equal((await made.run()).error?.message, undefined);
    tell(`${STATEMENTS} statements in ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual(column(made.database, 'SELECT count(*) FROM a'), [STATEMENTS]);
    made.add({ '0002-x.sql': `${lines.join('\n')}\n  SELECT nosuch FROM a;` });
    const { error } = await made.run();
    assert.deepEqual([error?.line, error?.column], [STATEMENTS + 1, 10]);
    assert.deepEqual(column(made.database, 'SELECT count(*) FROM a'), [STATEMENTS]);
  }).timeout(60_000);
});

/** Runs a script here and in the program, which must agree. Tells whether it ran. */
async function agree(script: string): Promise<boolean> {
  const made = makeProject({ scripts: { '0001-x.sql': script }, project: { history: false } });
  const other = join(made.folder, 'stock.db');
  execute(
    other,
    'CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0)',
  );
  const before = dump(made.database);
  const ours = await made.run();
  const theirs = stock(other, script);
  const what = `${ours.error?.message ?? 'ran here'} | ${theirs.message}\n${script}`;
  assert.equal(ours.ok, theirs.ok, what);
  if (!ours.ok) {
    assert.deepEqual(dump(made.database), before, what);
    return false;
  }
  const content = (file: string) => dump(file, { withoutRecords: true });
  assert.deepEqual(content(made.database), content(other), what);
  return true;
}

const PIECES = [
  'INSERT INTO a VALUES (1, 2)',
  "INSERT INTO a VALUES (';', 'it''s')",
  'INSERT INTO a VALUES (";", "")',
  'CREATE TABLE IF NOT EXISTS [b;] (x)',
  'CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END',
  'CREATE TEMP TRIGGER IF NOT EXISTS u AFTER INSERT ON a BEGIN SELECT 1; END',
  "CREATE /* c; */ TEMPORARY -- ;\n TRIGGER IF NOT EXISTS w AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = 'END;'; END",
  'EXPLAIN CREATE TRIGGER z AFTER INSERT ON a BEGIN SELECT 1; END',
  'EXPLAIN QUERY PLAN SELECT 1',
  'SELECT CASE 1 WHEN 1 THEN 2 END',
  'CREATE VIEW IF NOT EXISTS v AS SELECT x AS "end" FROM a',
  'SAVEPOINT s; RELEASE s',
  '',
  '-- only; a comment\n',
  '/* and; another */',
];
const JOINTS = [';', ';\n', ' ; ', ';;', '; -- c;\n', ';/* ; */', ';\r\n', ';\uFEFF', ';\t\f'];
const ENDS = [
  ';',
  '',
  '\n',
  '; -- end',
  ';/* open',
  " '",
  ' "',
  ' END',
  '; CREATE TRIGGER q',
  ';;;',
  '\u00A0',
];

function scriptOf(seed: number): string {
  const random = randomFrom(seed);
  let script = 'CREATE TABLE a (x, y);';
  for (let count = 1 + random.below(6); count > 0; count -= 1)
    script += random.pick(PIECES) + random.pick(JOINTS);
  return script + random.pick(PIECES) + (random.oneIn(3) ? random.pick(ENDS) : ';');
}
