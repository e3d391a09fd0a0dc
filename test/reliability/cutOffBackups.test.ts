import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backupDatabase } from '../../src/core/backup/backup.ts';
import { listBackups } from '../../src/core/backup/list.ts';
import { saveReference } from '../../src/core/backup/reference.ts';
import { restoreBackup } from '../../src/core/backup/restore.ts';
import type { EngineEvent } from '../../src/core/events.ts';
import { recover } from '../../src/core/migration/recover.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { RUN_PENDING, startModule, untilExists } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made, ProjectParts } from '../support/project.ts';

/** A project as a kill leaves it in the middle of 0002-b.sh, and what was in the database before that script. */
async function cutOff(parts: ProjectParts = {}): Promise<{ made: Made; before: unknown }> {
  const made = makeProject({
    ...parts,
    scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sh': 'exit 0' },
  });
  await made.run({ to: 1 });
  const before = dump(made.database);
  const snapshot = `${made.database}.fastmigrate-snapshot`;
  copyFileSync(made.database, snapshot);
  const startedAt = '2026-01-01T00:00:00.000Z';
  const record = { version: 2, file: '0002-b.sh', startedAt, snapshot, pid: 1 };
  writeFileSync(`${made.database}.fastmigrate-run.json`, JSON.stringify(record));
  execute(made.database, 'CREATE TABLE half_done (x)');
  return { made, before };
}

function keptOf({ database }: Made): string[] {
  const folder = dirname(database);
  return namesIn(folder).flatMap((name) => (name.endsWith('.cut-off') ? [join(folder, name)] : []));
}

describe('what a cut-off script left', () => {
  it('is kept by a run, and is no backup', async () => {
    const { made } = await cutOff();
    assert.ok((await made.run()).ok);
    assert.deepEqual(listBackups(made.project), []);
    const [kept = ''] = keptOf(made);
    assert.deepEqual(column(kept, "SELECT 1 FROM sqlite_schema WHERE name = 'half_done'"), [1]);
    await restoreBackup(made.project, kept, made.runtime);
    assert.deepEqual(column(made.database, 'SELECT count(*) FROM half_done'), [0]);
  });

  it('is kept by a restore, and what was there before the script is a backup', async () => {
    const { made, before } = await cutOff();
    const other = makeProject();
    const { safetyBackup } = await restoreBackup(made.project, other.database, made.runtime);
    assert.deepEqual(keptOf(made), [safetyBackup]);
    assert.deepEqual(
      listBackups(made.project).map(({ file }) => dump(file)),
      [before],
    );
  });

  it('is not what a backup and a new reference have', async () => {
    const { made, before } = await cutOff();
    const project = { ...made.project, reference: `${made.database}.ref` };
    const backup = await backupDatabase(project, made.runtime);
    assert.deepEqual(dump(backup.file), before);
    assert.match(
      made.events.flatMap((event) => (event.type === 'warning' ? [event.text] : [])).join(),
      /0002-b\.sh is at work or was cut off/,
    );
    const reference = await saveReference(project, made.runtime);
    assert.deepEqual(dump(reference.file), before);
  });

  for (const mode of ['DELETE', 'WAL'])
    it(`is kept with what another program commits while it is copied (${mode})`, async () => {
      const { made, before } = await cutOff();
      execute(made.database, `PRAGMA journal_mode = ${mode}`);
      let commits = 0;
      const emit = ({ type }: EngineEvent): void => {
        if (type !== 'copy-finished' || commits === 2) return;
        commits += 1;
        execute(made.database, `INSERT INTO half_done VALUES (${commits})`);
      };
      await recover(made.project, { ...made.runtime, emit });
      assert.equal(commits, 2);
      const kept = keptOf(made);
      assert.equal(kept.length, 1);
      assert.deepEqual(column(kept[0] ?? '', 'SELECT x FROM half_done'), [1, 2]);
      assert.deepEqual(dump(made.database), before);
    });

  it('goes when there is more of it than is kept', async () => {
    const { made } = await cutOff({ project: { keep: 1 } });
    const old = `${made.database}.20200101_000000.cut-off`;
    writeFileSync(old, '');
    await recover(made.project, made.runtime);
    assert.equal(keptOf(made).length, 2);
    await backupDatabase(made.project, made.runtime);
    assert.deepEqual([keptOf(made).length, keptOf(made).includes(old)], [1, false]);
  });
});

describe('a backup that is made while a script is at work outside a transaction', () => {
  it('has what was there before the script', async () => {
    const half = 'sqlite3 "$1" "CREATE TABLE half_done (x)"; touch "$1.half"; sleep 60';
    const made = makeProject({ scripts: { '0001-a.sh': half } });
    const before = dump(made.database);
    const runner = startModule(RUN_PENDING, [made.project]);
    await untilExists(`${made.database}.half`);
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.deepEqual(dump(file), before);
    runner.kill('SIGTERM');
  });
});
