import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { answerOf, RUN_PENDING, runModule } from '../support/process.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { templateIn } from './support/damage.ts';
import type { FaultReport } from './support/faults.ts';
import { asOrdinaryUser } from './support/ordinary.ts';
import { tell } from './support/scale.ts';

const MODULE = `
const { faultRounds } = await import(src('../test/reliability/support/faults.ts'));
print(await faultRounds(args[0], args[1]));
`;

/** What `status` and `run` say. Everything else is checked for every command: typed, nothing changed, nothing left. */
const EXPECTED: Readonly<Record<string, readonly [status: string, run: string]>> = {
  'a read-only file': ['done', 'read-only'],
  'a file without permission': ['read-only', 'read-only'],
  'a read-only folder': ['done', 'read-only'],
  'a folder without permission': ['read-only', 'read-only'],
  'a read-only file in a read-only folder': ['done', 'read-only'],
  'a missing file': ['done', 'database-missing'],
  'a vanished folder': ['done', 'database-missing'],
  'a file where the folder was': ['done', 'database-missing'],
  'a folder in its place': ['not-a-database', 'not-a-database'],
  'a FIFO in its place': ['not-a-database', 'not-a-database'],
  'a device in its place': ['not-a-database', 'not-a-database'],
  'an endless device in its place': ['not-a-database', 'not-a-database'],
  'a broken link': ['done', 'database-missing'],
  'a link to itself': ['io', 'io'],
  'an empty file': ['done', 'unversioned'],
  'a text file': ['not-a-database', 'not-a-database'],
  // SQLite takes a file without a whole header for an empty one.
  'one byte': ['done', 'unversioned'],
  'the first half of a header': ['not-a-database', 'not-a-database'],
};

describe('a database that cannot be used', () => {
  it('gets a typed error from every command, and nothing is changed or left behind', async () => {
    const made = await makeDatabase();
    made.add({ '0002-b.sql': 'CREATE TABLE b (x);' });
    const template = temporaryFolder();
    templateIn(template, made);
    const work = temporaryFolder();
    chmodSync(work, 0o777);
    openTo(template);
    const report = (await answerOf(
      MODULE,
      [template, join(work, 'work')],
      asOrdinaryUser(),
    )) as FaultReport;
    tell(
      `${Object.keys(report.outcomes).length} faults, ${Object.keys(Object.values(report.outcomes)[0] ?? {}).length} commands each`,
    );
    assert.deepEqual(report.wrong, []);
    for (const [fault, codes] of Object.entries(report.outcomes))
      assert.deepEqual(
        [codes['status'], codes['run']],
        EXPECTED[fault],
        `${fault}: ${JSON.stringify(codes)}`,
      );
  }).timeout(60_000);

  it('is never waited for: a configuration or script that is a FIFO', () => {
    const folder = temporaryFolder();
    assert.equal(spawnSync('mkfifo', [join(folder, '.fastmigrate')]).status, 0);
    for (const args of [['status'], ['run'], ['status', '--config', '.fastmigrate']]) {
      const { status, stderr, signal } = spawnSync(
        process.execPath,
        [join(import.meta.dirname, '../../src/cli/main.ts'), ...args],
        { cwd: folder, encoding: 'utf8', timeout: 15_000 },
      );
      assert.equal(signal, null, 'it hangs');
      assert.equal(status, 1);
      assert.match(stderr, /not a plain file/);
    }
  });
});

describe('a full disk', () => {
  for (const [what, script] of [
    [
      'in a transaction',
      'CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, hex(randomblob(500)) FROM n;',
    ],
    [
      'outside one',
      '-- fastmigrate: no-transaction\nBEGIN; CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, hex(randomblob(500)) FROM n; COMMIT;',
    ],
    [
      'with VACUUM',
      'CREATE TABLE small (x); VACUUM; CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, hex(randomblob(500)) FROM n;',
    ],
  ] as const) {
    it(`fails a migration ${what} and leaves the database as it was`, async () => {
      const made = await makeDatabase();
      made.add({ '0002-big.sql': script });
      await failsFor(made, limited(1024));
      const small = smallDisk();
      if (small === undefined)
        return tell('a small disk cannot be made here; the limit on file sizes stands in');
      try {
        await failsFor(moved(made, small.folder), []);
      } finally {
        small.remove();
      }
    }).timeout(30_000);
  }

  it('leaves room enough to put a write-ahead database back, though not for all of it in its log', async () => {
    const small = smallDisk();
    if (small === undefined) return tell('a small disk cannot be made here');
    try {
      const made = await makeDatabase();
      execute(
        made.database,
        'PRAGMA journal_mode = WAL; CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT i, hex(zeroblob(500)) FROM n;',
      );
      made.add({
        '0002-big.sql': '-- fastmigrate: no-transaction\nINSERT INTO big SELECT * FROM big;',
      });
      await failsFor(moved(made, small.folder), []);
    } finally {
      small.remove();
    }
  }).timeout(30_000);

  it('fails a backup and a restore, leaves none half-made and the database as it was', async () => {
    const made = await makeDatabase();
    execute(
      made.database,
      'CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(zeroblob(500)) FROM n;',
    );
    const large = join(made.folder, 'large.backup');
    copyFileSync(made.database, large);
    const before = dump(made.database);
    for (const call of [
      "await import(src('core/backup/backup.ts')).then((m) => m.backupDatabase(args[0], systemRuntime()))",
      "await import(src('core/backup/restore.ts')).then((m) => m.restoreBackup(args[0], args[1], systemRuntime()))",
    ]) {
      const { out, err, code } = await runModule(
        FAILING.replace('CALL', call),
        [made.project, large],
        limited(512),
      );
      assert.equal(code, 0, err);
      assert.match(out, /"backup-failed"/);
      assert.deepEqual(dump(made.database), before);
      assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
    }
  }).timeout(30_000);
});

const FAILING = `
const { systemRuntime } = await import(src('library.ts'));
try { CALL; print('done'); } catch (error) { print(error.failure?.code ?? String(error)); }
`;

/** A limit on the size of files, in units of 1024 bytes, for a command that follows. */
function limited(blocks: number): readonly string[] {
  return ['prlimit', `--fsize=${blocks * 1024}`, '--'];
}

async function failsFor(made: Made, under: readonly string[]): Promise<void> {
  const before = dump(made.database);
  const { code, out, err } = await runModule(RUN_PENDING, [made.project, {}], under);
  assert.equal(code, 0, err);
  const report = JSON.parse(out.trim().split('\n').at(-1) ?? '');
  assert.ok(['disk-full', 'io'].includes(report.error?.code), out);
  assert.equal(report.to, 1);
  assert.deepEqual(dump(made.database), before);
  assert.deepEqual(namesIn(join(made.database, '..')), ['app.db']);
  assert.equal(made.status().version, 1);
}

async function makeDatabase(): Promise<Made> {
  const made = makeProject({
    scripts: { '0001-a.sql': 'CREATE TABLE a (x); INSERT INTO a VALUES (1);' },
  });
  assert.ok((await made.run()).ok);
  return made;
}

/** The same project with its database on another disk. */
function moved(made: Made, folder: string): Made {
  const database = join(folder, 'app.db');
  copyFileSync(made.database, database);
  const project = { ...made.project, database };
  return { ...made, project, database, status: () => ({ ...made.status(), version: 1 }) };
}

/** A disk of one megabyte in memory, where this user may mount one. */
function smallDisk(): { folder: string; remove: () => void } | undefined {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  return {
    folder,
    remove: () => {
      spawnSync('umount', [folder]);
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    },
  };
}

function openTo(folder: string): void {
  assert.equal(spawnSync('chmod', ['-R', 'a+rwX', folder]).status, 0);
}
