import assert from 'node:assert/strict';
import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockPage, readPages, writePages } from '../../src/core/database/pages.ts';
import { reading } from '../../src/core/database/open.ts';
import { pagesOf } from './support/pages.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { answerOf, runModule } from '../support/process.ts';
import { temporaryFolder } from '../support/project.ts';
import { rounds, tell } from './support/scale.ts';

/** A database with some rows of random bytes, so that no page of it is like one of another. */
function rows(count: number, before = ''): string {
  return `${before}; CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO t SELECT randomblob(2000) FROM n`;
}

/** The database that is there, and the one that takes its place. */
const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  'one of about the same size': [rows(3000), rows(3050)],
  'a larger one': [rows(300), rows(4500)],
  'a smaller one': [rows(4500), rows(300)],
  'smaller pages, more of them': [rows(1500), rows(2500, 'PRAGMA page_size = 512')],
  'larger pages': [rows(2500, 'PRAGMA page_size = 1024'), rows(3000, 'PRAGMA page_size = 65536')],
  'a write-ahead one': [rows(2500), rows(2600, 'PRAGMA journal_mode = WAL')],
  'one with pointer maps': [rows(2500), rows(2700, 'PRAGMA auto_vacuum = FULL')],
  'other pages than a write-ahead one': [
    rows(2500, 'PRAGMA journal_mode = WAL'),
    rows(2500, 'PRAGMA page_size = 8192'),
  ],
};

// Puts args[0] into args[1] and is killed at event number args[2]; else prints which events there were.
const COPY = `
const { copyInto } = await import(src('core/database/copyInto.ts'));
const events = [];
const emit = ({ type }) => {
  events.push(type);
  if (events.length - 1 === args[2]) process.kill(process.pid, 'SIGKILL');
};
await copyInto({ from: args[0], to: args[1], what: 'restore' }, { emit });
print(events);
`;

function makePair([old, fresh]: readonly [string, string]): { from: string; to: string } {
  const folder = temporaryFolder();
  const [from, to] = [join(folder, 'from.db'), join(folder, 'data.db')];
  execute(from, fresh);
  execute(to, old);
  return { from, to };
}

describe('a database that takes the place of another', () => {
  let kills = 0;
  after(() => tell(`${kills} copies killed, each at another moment`));

  for (const [what, pair] of Object.entries(PAIRS).slice(0, rounds(3, 8)))
    it(`is there in whole or not at all, whenever that is cut off: ${what}`, async function () {
      this.timeout(60_000);
      const { from, to } = makePair(pair);
      const old = `${to}.old`;
      copyFileSync(to, old);
      const [before, after] = [dump(old), dump(from)];
      const events = await answerOf(COPY, [from, to]);
      assert.ok(Array.isArray(events));
      const completing = events.indexOf('copy-completing');
      assert.ok(completing > 1 && completing < events.length - 2, String(events));
      assert.deepEqual(pagesOf(to).slice(1), pagesOf(from).slice(1));
      let promised = 0;
      for (let at = 0; at < events.length; at += 1) {
        copyFileSync(old, to);
        const { signal, err } = await runModule(COPY, [from, to, at]);
        assert.equal(signal, 'SIGKILL', err);
        kills += 1;
        const why: string = `killed at event ${at}: ${events.join(', ')}`;
        const count = at > completing ? after : before;
        const beside = namesIn(dirname(to)).includes('data.db-journal');
        if (at > completing) assert.equal(beside, events[at] === 'progress', why);
        else if (beside) promised += 1;
        // First as this program reads it, without a trace, then as SQLite does, which plays the journal.
        const seen = reading(to, (connection) =>
          connection.all('SELECT rowid, quote(x) AS x FROM t'),
        );
        assert.deepEqual(
          seen.map(({ rowid, x }) => `${String(rowid)}|${String(x)}`).toSorted(),
          count['rows of t'],
          why,
        );
        assert.deepEqual(column(to, 'PRAGMA integrity_check'), ['ok'], why);
        const is = dump(to);
        if (at > completing) assert.deepEqual(is, after, why);
        // The log of a write-ahead database is taken away first, which a kill does not undo.
        else assert.deepEqual({ ...is, journal_mode: '' }, { ...before, journal_mode: '' }, why);
        const expected = at > completing ? from : old;
        assert.deepEqual(pagesOf(to).slice(1), pagesOf(expected).slice(1), why);
        assert.ok(!namesIn(dirname(to)).includes('data.db-journal'), why);
      }
      const grows = statSync(from).size > statSync(old).size;
      assert.equal(promised > 0, grows);
    });

  it('is written only where it differs', async () => {
    const { from, to } = makePair([rows(4000), '']);
    copyFileSync(to, from);
    execute(from, 'UPDATE t SET x = randomblob(2000) WHERE rowid = 1');
    const sizes = await answerOf(
      COPY.replace('events.push(type);', `events.push(type === 'copy-completing' ? size() : 0);`) +
        `function size() {
          const name = readdirSync(dirname(args[1])).find((name) => name.endsWith('.partial'));
          return statSync(join(dirname(args[1]), name)).size;
        }
        import { readdirSync, statSync } from 'node:fs';
        import { dirname, join } from 'node:path';`,
      [from, to],
    );
    assert.ok(Array.isArray(sizes));
    const journal = Math.max(...sizes.map(Number));
    assert.ok(journal > 4096 && journal < 50_000, `${journal} bytes`);
    assert.deepEqual(dump(to), dump(from));
  });

  it('is noticed by a connection that has the old one in its cache', async () => {
    // Two that went on from the same one have the same numbers in their headers.
    const { from, to } = makePair(['', rows(50)]);
    copyFileSync(from, to);
    execute(from, 'CREATE TABLE fresh AS SELECT 7 AS x');
    execute(to, 'CREATE TABLE old AS SELECT 6 AS x');
    const seen = await answerOf(
      `const { DatabaseSync } = await import('node:sqlite');
      const { execFileSync } = await import('node:child_process');
      const database = new DatabaseSync(args[1]);
      const names = () => database.prepare('SELECT name FROM sqlite_schema').all().map(({ name }) => name);
      const before = [...names(), database.prepare('SELECT * FROM old').get().x];
      execFileSync(process.execPath, ['--input-type=module', '--eval', args[2]]);
      print([before, [...names(), database.prepare('SELECT * FROM fresh').get().x]]);`,
      [from, to, copying(from, to)],
    );
    assert.deepEqual(seen, [
      ['t', 'old', 6],
      ['t', 'fresh', 7],
    ]);
  });
});

/** Text of a module for another process than the one that has the database open. */
function copying(from: string, to: string): string {
  const source = new URL('../../src/core/database/copyInto.ts', import.meta.url).href;
  return `const { copyInto } = await import(${JSON.stringify(source)});
  await copyInto(${JSON.stringify({ from, to, what: 'restore' })}, { emit: () => {} });`;
}

describe('pages beyond a gigabyte', () => {
  it('are written around the page that belongs to the locks', () => {
    const path = join(temporaryFolder(), 'sparse');
    const file = openSync(path, 'w+');
    try {
      const first = lockPage(4096) - 1;
      const bytes = Buffer.alloc(3 * 4096, 7);
      writePages(file, bytes, { pageSize: 4096, first, count: 3 });
      const lock = Buffer.alloc(4096, 1);
      readSync(file, lock, 0, 4096, 2 ** 30);
      assert.ok(lock.every((byte) => byte === 0));
      assert.equal(fstatSync(file).size, 2 ** 30 + 2 * 4096);
      const read = Buffer.alloc(3 * 4096, 1);
      readPages(file, read, { pageSize: 4096, first, count: 3 });
      assert.deepEqual([read[0], read[4095], read[4096], read[8191], read[8192]], [7, 7, 0, 0, 7]);
      assert.equal(statSync(path).size % 4096, 0);
    } finally {
      closeSync(file);
    }
  });
});
