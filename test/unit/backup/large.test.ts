import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import type { EngineEvent } from '../../../src/core/events.ts';
import type { ProcessFacts } from '../../../src/core/runtime.ts';
import { systemRuntime } from '../../../src/library.ts';
import { column, execute } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { holder, runModule } from '../../support/process.ts';
import { makeProject, temporaryFolder } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const ENTRY = `
import { serveSideWork } from ${JSON.stringify(new URL('../../../src/cli/sideWork.ts', import.meta.url).href)};
serveSideWork();`;

/** From about 24 MB on other processes do the work. */
const ROWS = `CREATE TABLE big (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
  INSERT INTO big SELECT randomblob(8000) FROM n`;

describe('a backup of a large database', function () {
  this.timeout(60_000);
  let model: string;
  let entry: string;

  before(() => {
    const folder = temporaryFolder();
    entry = join(folder, 'entry.mts');
    writeFileSync(entry, ENTRY);
    model = join(folder, 'model.db');
    execute(model, ROWS);
  });

  /** A project with the large database, whose runtime knows how to start another process. */
  function large(emit: (event: EngineEvent) => void = () => {}, signal?: AbortSignal): Made {
    const { node } = systemRuntime();
    assert.ok(node);
    const made = makeProject({
      runtime: {
        node: { ...node, entry },
        emit,
        ...(signal === undefined ? {} : { signal }),
      },
    });
    copyFileSync(model, made.database);
    return made;
  }

  it('is the same byte by byte, and is told step by step', async () => {
    const steps: number[] = [];
    const made = large((event) => {
      if (event.type === 'progress') steps.push(event.donePages / event.totalPages);
    });
    const { file } = await backupDatabase(made.project, made.runtime);
    // SQLite's own copy differs in the counters of the first page.
    assert.ok(readFileSync(file).equals(readFileSync(made.database)));
    assert.ok(steps.length >= 10, `${steps.length} steps`);
    assert.deepEqual(
      steps.toSorted((a, b) => a - b),
      steps,
    );
    assert.equal(steps.at(-1), 1);
    assert.equal(namesIn(join(made.folder, 'data')).length, 2);
  });

  it('is made of a sound file whose rows do not fit the schema, by other processes too', async () => {
    const made = large();
    const misfit = `CREATE TABLE t (a TEXT); INSERT INTO t VALUES (NULL);
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = 'CREATE TABLE t (a TEXT NOT NULL)' WHERE name = 't';`;
    assert.equal(sqlite(made.database, misfit), '');
    const { file } = await backupDatabase(made.project, made.runtime);
    // SQLite's own copy would differ in the counters of the first page.
    assert.ok(readFileSync(file ?? '').equals(readFileSync(made.database)));
  });

  it('keeps other programs from writing meanwhile, and is locked itself', async () => {
    const answers: string[] = [];
    const made = large((event) => {
      if (event.type !== 'progress' || answers.length > 0) return;
      const folder = join(made.folder, 'data');
      const partial = namesIn(folder).find((name) => name.endsWith('.partial')) ?? '';
      answers.push(
        sqlite(made.database, 'CREATE TABLE late (x)'),
        sqlite(join(folder, partial), 'SELECT * FROM sqlite_schema'),
      );
    });
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.equal(answers.length, 2);
    for (const answer of answers) assert.match(answer, /database is locked/);
    assert.deepEqual(column(file, 'PRAGMA integrity_check'), ['ok']);
  });

  it('is of one moment where others write into a log and empty it', async () => {
    let wrote = '';
    const made = large((event) => {
      if (event.type !== 'progress' || wrote !== '') return;
      wrote = sqlite(
        made.database,
        'UPDATE big SET x = zeroblob(8000); PRAGMA wal_checkpoint(TRUNCATE); SELECT count(*) FROM big',
      );
    });
    execute(made.database, 'PRAGMA journal_mode = WAL');
    const before = readFileSync(made.database);
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.match(wrote, /4000/);
    assert.ok(readFileSync(file).equals(before));
    assert.deepEqual(column(made.database, 'SELECT max(x) = zeroblob(8000) FROM big'), [1]);
  });

  it('holds what is still in a log', async () => {
    const made = large();
    // The log changes pages and adds none, so that the size of the file does not tell.
    execute(made.database, 'CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    const stop = await holder(made.database, 'PRAGMA journal_mode = WAL; UPDATE t SET x = 7');
    const { file } = await backupDatabase(made.project, made.runtime);
    await stop();
    assert.deepEqual(column(file, 'SELECT x FROM t'), [7]);
  });

  it('is not made of a database with a damaged page', async () => {
    const made = large();
    const bytes = readFileSync(made.database);
    bytes.fill(0x5a, 2 * 4096, 3 * 4096);
    writeFileSync(made.database, bytes);
    const before = pictureOf(made.folder);
    await assert.rejects(
      backupDatabase(made.project, made.runtime),
      (error) =>
        MigrateError.is(error, 'backup-failed') &&
        error.message.startsWith(`cannot back up ${made.database}: `) &&
        !error.message.includes('.partial'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  for (const part of [0, 0.5, 0.99])
    it(`leaves nothing behind when it is cancelled at ${part * 100} %`, async () => {
      const abort = new AbortController();
      const made = large((event) => {
        if (event.type === 'progress' && event.donePages >= part * event.totalPages) abort.abort();
      }, abort.signal);
      const before = pictureOf(made.folder);
      await assert.rejects(backupDatabase(made.project, made.runtime), (error) =>
        MigrateError.is(error, 'cancelled'),
      );
      assert.deepEqual(pictureOf(made.folder), before);
    });

  it('leaves nothing behind when there is no room for it', async () => {
    const made = large();
    const before = pictureOf(made.folder);
    const { code, out, err } = await runModule(
      `const { backupDatabase } = await import(src('core/backup/backup.ts'));
const { systemRuntime } = await import(src('library.ts'));
const runtime = systemRuntime();
await backupDatabase(args[0], { ...runtime, node: { ...runtime.node, entry: args[1] } }).then(
  () => print('made'), (error) => print(error.failure));`,
      [made.project, entry],
      ['sh', '-c', 'ulimit -f 20000; exec "$@"', 'sh'],
    );
    assert.equal(code, 0, err);
    assert.match(out, /backup-failed.*(too large|EFBIG)/);
    assert.deepEqual(pictureOf(made.folder), before);
  });

  const broken: Readonly<Record<string, (folder: string) => Partial<ProcessFacts>>> = {
    'cannot be started': () => ({ execPath: '/no/such/node' }),
    'ends at once': (folder) => ({ entry: written(folder, 'process.exit(3)') }),
    'ends by a signal': (folder) => ({ entry: written(folder, `process.kill(process.pid, 9)`) }),
    'says that it could not': (folder) => ({
      entry: written(
        folder,
        `process.once('message', () => process.send({ type: 'failed', message: 'no' }, () => process.exit(0)))`,
      ),
    }),
  };
  for (const [how, change] of Object.entries(broken))
    it(`is made by this process alone where the other ${how}`, async () => {
      const made = large();
      const { node } = made.runtime;
      assert.ok(node);
      const runtime = { ...made.runtime, node: { ...node, ...change(made.folder) } };
      const { file } = await backupDatabase(made.project, runtime);
      assert.deepEqual(column(file, 'PRAGMA integrity_check'), ['ok']);
      assert.equal(statSync(file).size, statSync(made.database).size);
      assert.equal(readdirSync(join(made.folder, 'data')).length, 2);
    });
});

function written(folder: string, text: string): string {
  const path = join(folder, 'other.mjs');
  writeFileSync(path, text);
  return path;
}

/** What the sqlite3 program says. */
function sqlite(database: string, sql: string): string {
  const { stdout, stderr } = spawnSync('sqlite3', [database, sql], { encoding: 'utf8' });
  return stdout + stderr;
}
