import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../src/core/migration/report.ts';
import { column, dump, rows } from '../support/database.ts';
import { makeProject } from '../support/project.ts';
import { generate } from './support/generate.ts';
import { rounds, tell } from './support/scale.ts';
import { stock, stockTogether } from './support/stock.ts';

const ROUNDS = rounds(60, 1500);

describe('scripts end as they do in the stock sqlite3 program', () => {
  it(`over ${ROUNDS} generated scripts`, async () => {
    const counts = { both: 0, neither: 0, violations: 0 };
    for (let seed = 1; seed <= ROUNDS; seed += 1) counts[await compare(seed)] += 1;
    tell(
      `${ROUNDS} scripts: ${counts.both} ran in both with equal results, ${counts.neither} failed in both, ${counts.violations} failed here for new foreign key violations`,
    );
    assert.ok(counts.both > ROUNDS / 3, 'most generated scripts must run');
    assert.ok(counts.neither > 0, 'some generated scripts must fail');
  }).timeout(600_000);
});

describe('scripts with double-quoted strings', () => {
  it('have LIKE, GLOB and soundex() as scripts without have them', async () => {
    const made = makeProject({
      scripts: {
        '0001-x.sql': `CREATE TABLE a (x);
INSERT INTO a VALUES ("s" || (x'676F6F64' LIKE 'g%') || (x'676F6F64' GLOB 'g*') || ('Good' LIKE 'g%') || (1.0 LIKE '1.0'));
INSERT INTO a VALUES ("s" || soundex('Robert') || soundex(NULL) || ('10%' LIKE '10!%' ESCAPE '!'));`,
      },
    });
    assert.equal((await made.run()).error?.message, undefined);
    assert.deepEqual(column(made.database, 'SELECT x FROM a'), ['s0011', 'sR163?0001']);
  });

  it('tell the error of the attempt that came further', async () => {
    for (const [script, message, line] of [
      [
        'CREATE TABLE a (x);\nINSERT INTO a VALUES ("s");\nINSERT INTO b VALUES (1);',
        /no such table: b/,
        3,
      ],
      ['CREATE TABLE "a" (x);\nINSERT INTO "b" VALUES (1);', /no such table: b/, 2],
      // Stock SQLite runs this one; of the two libraries here one has no double-quoted strings, the other no LIMIT.
      [
        'CREATE TABLE a (x);\nINSERT INTO a VALUES ("s");\nDELETE FROM a LIMIT 1;',
        /near "LIMIT": syntax error/,
        3,
      ],
    ] as const) {
      const made = makeProject({ scripts: { '0001-x.sql': script } });
      const before = dump(made.database);
      const { error } = await made.run();
      assert.match(error?.message ?? '', message);
      assert.equal(error?.line, line);
      assert.deepEqual(dump(made.database), before);
    }
  });

  it('run outside a transaction too, begun anew from the snapshot', async () => {
    const made = makeProject({
      scripts: {
        '0001-x.sql': `-- fastmigrate: no-transaction
CREATE TABLE a (x); INSERT INTO a VALUES (1); VACUUM; INSERT INTO a VALUES ("s");`,
      },
    });
    assert.equal((await made.run()).error?.message, undefined);
    assert.deepEqual(column(made.database, 'SELECT x FROM a'), [1, 's']);
  });

  it('do not hide UPDATE and DELETE with LIMIT where the quotes are names', async () => {
    for (const header of ['', '-- fastmigrate: no-transaction\n']) {
      const made = makeProject({
        scripts: {
          '0001-x.sql': `${header}CREATE TABLE "a" ("x"); INSERT INTO "a" VALUES (1), (2); DELETE FROM "a" ORDER BY "x" LIMIT 1;`,
        },
      });
      assert.equal((await made.run()).error?.message, undefined);
      assert.deepEqual(column(made.database, 'SELECT x FROM a'), [2]);
    }
  });
});

async function compare(seed: number): Promise<keyof Counts> {
  const { setup, script } = generate(seed);
  const what = `seed ${seed}\n${setup}\n---\n${script}`;
  const made = makeProject({ scripts: { '0001-x.sql': script }, project: { history: false } });
  // The setup may fail on the way; what it made until then is where both start from.
  stock(made.database, setup);
  const other = join(made.folder, 'stock.db');
  copyFileSync(made.database, other);
  const before = contentOf(made.database);
  const ours = await made.run();
  const theirs = stockTogether(other, script);
  if (!ours.ok) assert.deepEqual(contentOf(made.database), before, what);
  if (ours.error?.code === 'foreign-key-violation') {
    assert.ok(theirs.ok, `${theirs.message}\n${what}`);
    assert.ok(violates(other), what);
    return 'violations';
  }
  assert.equal(ours.ok, theirs.ok, `${reason(ours)} | ${theirs.message}\n${what}`);
  if (!ours.ok) return 'neither';
  assert.deepEqual(contentOf(made.database), contentOf(other), what);
  assert.deepEqual(column(made.database, 'PRAGMA integrity_check'), ['ok'], what);
  return 'both';
}

interface Counts {
  both: number;
  neither: number;
  violations: number;
}

/** Whether rows lack their parents, or a parent lacks the key that its children need. */
function violates(database: string): boolean {
  try {
    return rows(database, 'PRAGMA foreign_key_check').length > 0;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('foreign key mismatch');
  }
}

function reason({ error }: RunReport): string {
  return error === undefined ? 'ran here' : `${error.code}: ${error.message}`;
}

/** All but what a newer SQLite writes in another form: the statistics of ANALYZE and the inner tables of FTS5. */
function contentOf(database: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(dump(database, { withoutRecords: true })).flatMap(([name, content]) => {
      if (/^rows of (?:sqlite_stat|_*fts\d+.*_(?:data|idx|docsize|config)$)/.test(name)) return [];
      if (name !== 'schema' || !Array.isArray(content)) return [[name, content]];
      return [[name, content.filter((row) => !String(row.name).startsWith('sqlite_stat'))]];
    }),
  );
}
