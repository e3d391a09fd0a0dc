import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { readVersion } from '../../../src/core/database/version.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';
import { execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { answerOf, holder, python } from '../../support/process.ts';
import type { ProjectState, StatusReport } from '../../../src/core/migration/report.ts';

const SCRIPT = { '0001-a.sql': 'CREATE TABLE a (x);' };
const WAL = 'PRAGMA journal_mode = WAL; CREATE TABLE a (x)';

/** Reads the status, and requires that no file appeared, went or changed. */
function statusLeavesNothing(
  { folder, status }: Made,
  except: (name: string) => boolean = () => false,
): StatusReport {
  const picture = () => {
    const entries = Object.entries(pictureOf(folder));
    return entries.map(([name, look]) => (except(name) ? name : `${name} ${look}`));
  };
  const before = picture();
  const report = status();
  assert.deepEqual(picture(), before);
  return report;
}

function check(made: Made, state: ProjectState, version: number | null): StatusReport {
  const report = statusLeavesNothing(made);
  assert.deepEqual([report.state, report.version], [state, version]);
  return report;
}

describe('reading a database without a trace', () => {
  it('leaves a database with a rollback journal as it is', () => {
    check(makeProject({ scripts: SCRIPT }), 'PENDING', 0);
  });

  it('leaves an idle database in write-ahead mode as it is', () => {
    const made = makeProject({ scripts: SCRIPT });
    execute(made.database, WAL);
    check(made, 'PENDING', 0);
  });

  it('reads what a live writer has in its write-ahead log', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(made.database, `${WAL}; UPDATE _meta SET version = 1`);
    // Readers mark their place in the shared index; that file has no content of its own.
    const report = statusLeavesNothing(made, (name) => name.endsWith('-shm'));
    assert.equal(report.version, 1);
    await stop();
  });

  it('reads a write-ahead log that a killed process left, with and without its index', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(made.database, `${WAL}; UPDATE _meta SET version = 1`);
    await stop();
    assert.ok(statSync(`${made.database}-wal`).size > 0);
    // Elsewhere the system does not tell that nobody uses the index, and then SQLite makes it anew.
    const except = (name: string): boolean => process.platform !== 'linux' && name.endsWith('-shm');
    assert.equal(statusLeavesNothing(made, except).version, 1);
    rmSync(`${made.database}-shm`);
    check(made, 'CURRENT', 1);
  });

  it('reads beside a write-ahead log of which a killed process wrote only the header', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const log = `${made.database}-wal`;
    await (
      await holder(made.database, WAL)
    )();
    const header = readFileSync(log).subarray(0, 32);
    await (
      await holder(made.database, 'UPDATE _meta SET version = 1; PRAGMA wal_checkpoint(TRUNCATE)')
    )();
    assert.equal(statSync(log).size, 0);
    writeFileSync(log, header);
    const except = (name: string): boolean => process.platform !== 'linux' && name.endsWith('-shm');
    const report = statusLeavesNothing(made, except);
    assert.deepEqual([report.version, report.errors], [1, []]);
  });

  it('sees through the journal that a killed process left', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(
      made.database,
      `CREATE TABLE filler (x); PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN;
       UPDATE _meta SET version = 9;
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO filler SELECT hex(randomblob(20)) FROM n`,
    );
    // The copies are taken while the journal is whole: they are what a power cut would leave.
    const after = makeProject({ scripts: SCRIPT });
    for (const suffix of ['', '-journal'])
      copyFileSync(made.database + suffix, after.database + suffix);
    await stop();
    check(made, 'PENDING', 0);
    check(after, 'PENDING', 0);
    assert.ok(statSync(`${made.database}-journal`).size > 0);
  });

  it('finds a file that a process holds exclusively to be locked, and soon', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(made.database, 'BEGIN EXCLUSIVE');
    const before = pictureOf(made.folder);
    const { readStatus } = await import('../../../src/core/migration/status.ts');
    const report = readStatus(made.project, { openDatabase: true, busyTimeout: 100 });
    assert.deepEqual([report.state, report.errors[0]?.code], ['ERROR', 'busy']);
    // Node calls its thread otherwise.
    if (process.platform === 'linux')
      assert.match(String(report.errors[0]?.message), /\d+ \(node\)/);
    assert.deepEqual(pictureOf(made.folder), before);
    await stop();
  });

  it('is not disturbed by a writer, and does not see what that has not committed', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(made.database, 'BEGIN IMMEDIATE; UPDATE _meta SET version = 7');
    assert.equal(statusLeavesNothing(made).version, 0);
    await stop();
  });
});

describe('reading what is no database', () => {
  it('takes a file of no bytes for an unversioned database', () => {
    const made = makeProject({ database: 'none' });
    writeFileSync(made.database, '');
    check(made, 'UNVERSIONED', null);
  });

  for (const [what, make] of [
    ['a text file', (path: string) => writeFileSync(path, 'dear diary, '.repeat(200))],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ] as const)
    it(`says that ${what} is no database`, () => {
      const made = makeProject({ database: 'none' });
      make(made.database);
      const report = check(made, 'ERROR', null);
      assert.equal(report.errors[0]?.code, 'not-a-database');
    });

  it('says that a database is cut off', () => {
    const made = makeProject();
    execute(made.database, 'CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x)');
    python('import os, sys; os.truncate(sys.argv[1], 5000)', made.database);
    assert.equal(check(made, 'ERROR', null).errors[0]?.code, 'not-a-database');
  });

  it('answers ABSENT for a missing file, a missing folder and a broken link', () => {
    const made = makeProject({ database: 'none' });
    check(made, 'ABSENT', null);
    symlinkSync(join(made.folder, 'nowhere.db'), made.database);
    check(made, 'ABSENT', null);
    rmSync(dirname(made.database), { recursive: true });
    check(made, 'ABSENT', null);
  });

  it('follows a link to the log of a database that is in use', () => {
    const made = makeProject({ scripts: SCRIPT });
    execute(made.database, 'PRAGMA journal_mode = WAL');
    python(
      'import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE _meta SET version = 1"); c.commit(); os._exit(0)',
      made.database,
    );
    const link = join(made.folder, 'link.db');
    symlinkSync(made.database, link);
    assert.equal(readVersion(link), 1);
  });

  it('follows a link', () => {
    const made = makeProject({ scripts: SCRIPT });
    const link = join(made.folder, 'link.db');
    symlinkSync(made.database, link);
    const linked = makeProject({
      scripts: SCRIPT,
      database: 'none',
      project: { database: link },
    });
    check(linked, 'PENDING', 0);
  });
});

describe('reading from a place that cannot be written to', () => {
  // Where the tests run as root, the child gives its rights away once its modules are loaded.
  const STATUS = `
const { readStatus } = await import(src('core/migration/status.ts'));
const { nodeSqlite } = await import(src('core/database/nodeSqlite.ts'));
nodeSqlite();
if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
print(readStatus(args[0], { openDatabase: true }));
`;

  async function statusOfReadOnly(made: Made): Promise<StatusReport> {
    execFileSync('chmod', ['-R', 'a-w,a+rX', made.folder]);
    const before = pictureOf(made.folder);
    try {
      const report = (await answerOf(STATUS, [made.project])) as StatusReport;
      assert.deepEqual(pictureOf(made.folder), before);
      return report;
    } finally {
      execFileSync('chmod', ['-R', 'u+w', made.folder]);
    }
  }

  it('reads a database with a rollback journal', async () => {
    const report = await statusOfReadOnly(makeProject({ scripts: SCRIPT }));
    assert.deepEqual([report.state, report.version], ['PENDING', 0]);
  });

  it('reads an idle database in write-ahead mode', async () => {
    const made = makeProject({ scripts: SCRIPT });
    execute(made.database, WAL);
    assert.equal((await statusOfReadOnly(made)).version, 0);
  });

  it('reads a write-ahead log that was left behind, with and without its index', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(made.database, `${WAL}; UPDATE _meta SET version = 1`);
    await stop();
    assert.equal((await statusOfReadOnly(made)).version, 1);
    rmSync(`${made.database}-shm`);
    assert.equal((await statusOfReadOnly(made)).version, 1);
  });

  it('reads a database beside a journal that a crash left', async () => {
    const made = makeProject({ scripts: SCRIPT });
    const stop = await holder(
      made.database,
      `PRAGMA cache_size = 2; CREATE TABLE filler (x); BEGIN; UPDATE _meta SET version = 9;
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO filler SELECT hex(randomblob(20)) FROM n`,
    );
    await stop();
    assert.equal((await statusOfReadOnly(made)).version, 0);
  });

  it('says that a file cannot be read', async () => {
    const made = makeProject({ scripts: SCRIPT });
    for (const [path, mode] of [
      [made.folder, 0o755],
      [dirname(made.database), 0],
    ] as const)
      chmodSync(path, mode);
    const report = (await answerOf(STATUS, [made.project])) as StatusReport;
    chmodSync(dirname(made.database), 0o755);
    chmodSync(made.database, 0);
    const closed = (await answerOf(STATUS, [made.project])) as StatusReport;
    assert.deepEqual([closed.state, closed.errors[0]?.code], ['ERROR', 'read-only']);
    assert.deepEqual([report.state, report.errors[0]?.code], ['ERROR', 'read-only']);
  });
});
