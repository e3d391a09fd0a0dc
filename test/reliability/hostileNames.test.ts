import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backupDatabase } from '../../src/core/backup/backup.ts';
import { listBackups } from '../../src/core/backup/list.ts';
import { restoreBackup } from '../../src/core/backup/restore.ts';
import { createDatabase, readVersion } from '../../src/core/database/version.ts';
import { baseline } from '../../src/core/migration/baseline.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { readStatus } from '../../src/core/migration/status.ts';
import { fastmigrate } from '../cli/command.ts';
import { column, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { HOSTILE } from './support/hostileNames.ts';
import { rounds } from './support/scale.ts';

const SCRIPT = `CREATE TABLE a (x DEFAULT "y"); INSERT INTO a DEFAULT VALUES;`;

describe('hostile names', () => {
  for (const name of HOSTILE)
    it(`of a database: ${JSON.stringify(name)}`, async () => {
      const made = named(name);
      const { project, runtime, database } = made;
      const folder = dirname(database);
      assert.deepEqual(createDatabase(database), { version: 0, created: true });
      assert.deepEqual(namesIn(folder), [name]);
      assert.equal((await made.run()).error?.message, undefined);
      assert.deepEqual(namesIn(folder), [name]);
      const { file } = await backupDatabase(project, runtime);
      assert.deepEqual(namesIn(folder), [name, basename(file)].toSorted());
      assert.deepEqual(
        listBackups(project).map((backup) => backup.file),
        [file],
      );
      execute(database, 'DELETE FROM a');
      await restoreBackup(project, file, runtime);
      assert.deepEqual(column(database, 'SELECT count(*) FROM a'), [1]);
      assert.equal((await baseline(project, 1, runtime)).version, 1);
      assert.equal(made.status().state, 'CURRENT');
      assert.ok(
        namesIn(folder).every((file) => file.startsWith(name)),
        namesIn(folder).join(),
      );
      assert.deepEqual(namesIn(made.folder), ['data', 'migrations']);
    });

  it('of scripts', async () => {
    const names = HOSTILE.filter((name) => !name.includes('\n')).map((name) =>
      name.replaceAll('/', ''),
    );
    const scripts = Object.fromEntries(
      names.flatMap((name, index) => [
        [`${String(3 * index + 1).padStart(4, '0')}-${name}.sql`, `CREATE TABLE t${index} (x);`],
        [`${String(3 * index + 2).padStart(4, '0')}-${name}.sh`, `test -f "$1"`],
        [
          `${String(3 * index + 3).padStart(4, '0')}-${name}.py`,
          `import sys; assert len(sys.argv) == 2`,
        ],
      ]),
    );
    const chosen = Object.entries(scripts).slice(0, rounds(30, 1000));
    const made = makeProject({ scripts: Object.fromEntries(chosen) });
    const report = await made.run();
    assert.equal(report.error?.message, undefined);
    assert.equal(report.migrations.length, chosen.length);
    assert.equal(made.status().state, 'CURRENT');
    assert.ok(!existsSync(join(made.folder, 'owned')) && !existsSync('owned'));
  }).timeout(60_000);

  it('are one harmless line each on a terminal, and text in the answer of a shell', () => {
    const evil = '0002-\u001b[2J\u202Ex\u0007\u009b1m [a](command:b).sql';
    const made = makeProject({
      scripts: { '0001-a.sql': '', [evil]: `SELECT "\u001b[31m" FROM "\u001b]0;owned\u0007";` },
    });
    const args = ['--db', made.database, '--migrations', made.project.migrations];
    const status = fastmigrate(made.folder, ['status', ...args]);
    const run = fastmigrate(made.folder, ['run', ...args]);
    for (const text of [status.out, status.err, run.out, run.err])
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    assert.match(run.err, /\\x1b\]0;owned\\x07/);
    assert.match(status.out, /\\x1b\[2J/);
    const { out } = fastmigrate(made.folder, ['run', ...args, '--json']);
    assert.equal(JSON.parse(out).error.code, 'statement-failed');
  });

  it('of an option: a leading dash is a value after =', () => {
    const made = named('--json');
    createDatabase(made.database);
    renameSync(made.database, join(made.folder, '--json'));
    const { code, out } = fastmigrate(made.folder, ['run', '--db=--json']);
    assert.equal(code, 0, out);
    assert.equal(readVersion(join(made.folder, '--json')), 1);
  });
});

function named(name: string): Made {
  const made = makeProject({ scripts: { '0001-a.sql': SCRIPT }, database: 'none' });
  const database = join(made.folder, 'data', name);
  // Names of backups carry whole seconds; a clock that leaps saves waiting for the next one.
  let seconds = 0;
  const runtime = {
    ...made.runtime,
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, (seconds += 1))),
  };
  const project = { ...made.project, database };
  return {
    ...made,
    project,
    database,
    runtime,
    run: (options = {}) => runPending(project, options, runtime),
    status: () => readStatus(project, { openDatabase: true }),
  };
}
