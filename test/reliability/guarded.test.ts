import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { pagesOf, settingsOf } from './support/pages.ts';
import { rounds, tell } from './support/scale.ts';

/** Databases to start from, each with another setting in its header. */
const STARTS: Readonly<Record<string, string>> = {
  'a plain database': '',
  'pages of 1024 bytes': 'PRAGMA page_size = 1024; VACUUM;',
  'full auto-vacuum': 'PRAGMA auto_vacuum = FULL; VACUUM;',
  'incremental auto-vacuum': 'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA page_size = 8192; VACUUM;',
  'a write-ahead log': 'PRAGMA journal_mode = WAL;',
  'numbers of an application': 'PRAGMA user_version = 42; PRAGMA application_id = 252006673;',
  'free pages': 'CREATE TABLE gone (x); INSERT INTO gone SELECT zeroblob(60000); DROP TABLE gone;',
};

/** What a script does before it fails. `$other` is a path beside the database. */
const DEEDS: Readonly<Record<string, string>> = {
  'its own BEGIN and COMMIT': 'BEGIN; DELETE FROM a; INSERT INTO a VALUES (9, 9); COMMIT;',
  'a transaction left open': 'BEGIN; DELETE FROM a;',
  VACUUM: 'DELETE FROM a WHERE x > 100; VACUUM;',
  'another page size': 'PRAGMA journal_mode = DELETE; PRAGMA page_size = 2048; VACUUM;',
  'another auto_vacuum':
    'PRAGMA auto_vacuum = FULL; VACUUM; PRAGMA auto_vacuum = INCREMENTAL; VACUUM;',
  'the write-ahead log': 'PRAGMA journal_mode = WAL; CREATE TABLE b (y); DROP TABLE a;',
  'no journal at all':
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; DROP TABLE a; CREATE TABLE b AS SELECT 1;',
  'a journal in memory': 'PRAGMA journal_mode = MEMORY; UPDATE a SET x = x + 1000000;',
  'numbers in the header':
    'BEGIN; PRAGMA user_version = 7; PRAGMA application_id = 7; COMMIT; VACUUM;',
  ATTACH: "ATTACH '$other' AS other; CREATE TABLE other.o (x); DELETE FROM main.a; DETACH other;",
  'ATTACH of itself': "ATTACH '$self' AS again; DELETE FROM again.a; DETACH again;",
  'an exclusive lock': 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM a; COMMIT;',
};

describe('a script outside a transaction that fails leaves the database as it was', () => {
  const pairs = Object.keys(STARTS).flatMap((start) =>
    Object.keys(DEEDS).map((deed) => [start, deed] as const),
  );
  const chosen =
    rounds(1, pairs.length) === 1 ? pairs.filter((_, index) => index % 3 === 0) : pairs;
  let equal = 0;
  for (const [start, deed] of chosen)
    it(`${deed}, on ${start}`, async () => {
      const made = makeDatabase(STARTS[start] ?? '');
      made.add({ '0001-x.sql': scriptOf(made, DEEDS[deed] ?? '') });
      const before = {
        pages: pagesOf(made.database),
        settings: settingsOf(made.database),
        content: dump(made.database),
      };
      const report = await made.run();
      assert.equal(report.error?.code, 'statement-failed', report.error?.message);
      assert.match(report.error.message, /nosuch/);
      assert.deepEqual(dump(made.database), before.content);
      const { schema_version: was, ...settings } = before.settings;
      const { schema_version: is, ...others } = settingsOf(made.database);
      assert.deepEqual(others, settings);
      // Putting pages back moves this on, so that connections of others read the schema again.
      assert.ok(Number(is) >= Number(was));
      assert.ok(samePages(before.pages, pagesOf(made.database)), 'a page differs');
      equal += 1;
      assertNothingBeside(made);
      assert.equal(made.status().version, 0);
      assert.equal(made.status().interrupted, undefined);
    });
  after(() => tell(`${chosen.length} pairs, ${equal} of them equal page by page`));
});

describe('a Python script that fails', () => {
  for (const [what, program] of [
    [
      'after it changed everything',
      "c.executescript('PRAGMA page_size=512; VACUUM; DROP TABLE a; PRAGMA user_version=3; PRAGMA journal_mode=WAL')",
    ],
    ['after it removed the database', 'os.remove(sys.argv[1])'],
    ['after it wrote over the database', "open(sys.argv[1], 'wb').write(b'not a database' * 999)"],
    ['after it emptied the database', "open(sys.argv[1], 'wb').close()"],
    ['after it put a folder there', 'os.remove(sys.argv[1]); os.mkdir(sys.argv[1])'],
  ] as const)
    it(what, async () => {
      const made = makeDatabase('');
      made.add({
        '0001-x.py': `import os, sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n${program}\nsys.exit(3)\n`,
      });
      const before = { pages: pagesOf(made.database), content: dump(made.database) };
      const report = await made.run();
      assert.equal(report.ok, false);
      if (what.endsWith('folder there')) {
        assert.equal(report.error?.code, 'not-put-back', report.error?.message);
        return assert.equal(report.error.changed, true);
      }
      assert.equal(report.error?.code, 'script-failed', report.error?.message);
      assert.deepEqual(dump(made.database), before.content);
      assertNothingBeside(made);
    });
});

describe('a script outside a transaction that runs', () => {
  it('keeps what it did to settings of the file', async () => {
    const made = makeDatabase('');
    made.add({ '0001-x.sql': 'PRAGMA page_size = 8192; VACUUM; PRAGMA journal_mode = WAL;' });
    assert.equal((await made.run()).error?.message, undefined);
    const settings = settingsOf(made.database);
    assert.deepEqual([settings['page_size'], settings['journal_mode']], [8192, 'wal']);
    assert.deepEqual(column(made.database, 'SELECT version FROM _meta'), [1]);
  });

  it('is put back too when it leaves foreign key violations or writes the version', async () => {
    for (const [script, code] of [
      [
        'VACUUM; CREATE TABLE c (x REFERENCES a (x)); INSERT INTO c VALUES (77777);',
        'foreign-key-violation',
      ],
      ['VACUUM; BEGIN; UPDATE _meta SET version = 5; COMMIT;', 'protected-table'],
    ] as const) {
      const made = makeDatabase('CREATE UNIQUE INDEX u ON a (x);');
      made.add({ '0001-x.sql': script });
      const before = dump(made.database);
      assert.equal((await made.run()).error?.code, code);
      assert.deepEqual(dump(made.database), before);
    }
  });
});

function makeDatabase(start: string): Made {
  const made = makeProject();
  execute(
    made.database,
    `CREATE TABLE a (x, y);
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO a SELECT i, hex(zeroblob(20)) FROM n;
     DELETE FROM a WHERE x % 7 = 0; CREATE INDEX i ON a (y, x); ${start}`,
  );
  return made;
}

function scriptOf(made: Made, deed: string): string {
  const quoted = (path: string) => path.replaceAll("'", "''");
  const other = join(made.folder, 'other.db');
  writeFileSync(other, '');
  return `-- fastmigrate: no-transaction\n${deed.replace('$other', quoted(other)).replace('$self', quoted(made.database))}\nSELECT nosuch;\n`;
}

function samePages(before: readonly string[], after: readonly string[]): boolean {
  return (
    before.length === after.length &&
    before.every((hash, index) => index === 0 || hash === after[index])
  );
}

/** No snapshot, no record, no lock, no journal. */
function assertNothingBeside(made: Made): void {
  const names = namesIn(join(made.folder, 'data')).filter(
    (name) => !/^app\.db-(?:wal|shm)$/.test(name),
  );
  assert.deepEqual(names, ['app.db']);
}
