import assert from 'node:assert/strict';
import { copyFileSync, existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recover } from '../../src/core/migration/recover.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { readStatus } from '../../src/core/migration/status.ts';
import { dump, execute } from '../support/database.ts';
import { answerOf } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

const recordOf = (database: string): string => `${database}.fastmigrate-run.json`;
const snapshotOf = (database: string): string => `${database}.fastmigrate-snapshot`;

/** A project as a kill leaves it in the middle of 0002-b.sh, and what was in the database before that script. */
async function cutOff(record?: string): Promise<{ made: Made; before: unknown }> {
  const made = makeProject({
    scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sh': 'exit 0' },
  });
  await made.run({ to: 1 });
  const before = dump(made.database);
  copyFileSync(made.database, snapshotOf(made.database));
  writeFileSync(recordOf(made.database), record ?? recordText(snapshotOf(made.database)));
  execute(made.database, 'CREATE TABLE half_done (x)');
  return { made, before };
}

function recordText(snapshot: string): string {
  const startedAt = '2026-01-01T00:00:00.000Z';
  return JSON.stringify({ version: 2, file: '0002-b.sh', startedAt, snapshot, pid: 1 });
}

describe('the record of a run that was cut off', () => {
  it('is not taken for none where it cannot be read, and the snapshot stays', async () => {
    const { made, before } = await cutOff();
    const record = recordOf(made.database);
    renameSync(record, `${record}.aside`);
    symlinkSync(record, record);
    assert.deepEqual(
      made.status().errors.map(({ code }) => code),
      ['io'],
    );
    const report = await made.run();
    assert.equal(report.error?.code, 'io', report.error?.message);
    assert.ok(existsSync(snapshotOf(made.database)));
    rmSync(record);
    renameSync(`${record}.aside`, record);
    await recover(made.project, made.runtime);
    assert.deepEqual(dump(made.database), before);
  });

  it('counts where it cannot be understood', async () => {
    for (const text of ['', '{"version":', 'null', '{"version":"2"}']) {
      const { made, before } = await cutOff(text);
      assert.equal(made.status().interrupted?.file, 'a script');
      assert.deepEqual(await recover(made.project, made.runtime), { recovered: true });
      assert.deepEqual(dump(made.database), before);
      assert.ok(!existsSync(recordOf(made.database)));
    }
  });

  it('finds its snapshot where the folder has moved', async () => {
    const { made, before } = await cutOff();
    const moved = join(made.folder, 'elsewhere');
    renameSync(dirname(made.database), moved);
    const project = { ...made.project, database: join(moved, 'app.db') };
    assert.equal(readStatus(project, { openDatabase: true }).interrupted?.version, 2);
    const report = await runPending(project, { to: 1 }, made.runtime);
    assert.equal(report.error, undefined);
    assert.deepEqual(dump(project.database), before);
  });

  it('can be read by everybody who can read the database, whatever the runner gives its files', async function () {
    if (process.platform === 'win32') return;
    const made = makeProject({ scripts: { '0001-a.sh': 'exit 0' } });
    const modes = await answerOf(MODE_DURING_RUN, [made.project, recordOf(made.database)]);
    assert.deepEqual(modes, [0o644]);
  });
});

const MODE_DURING_RUN = `
const { statSync } = await import('node:fs');
const { runPending } = await import(src('core/migration/run.ts'));
const { systemRuntime } = await import(src('library.ts'));
process.umask(0o077);
const modes = [];
const emit = ({ type }) => {
  if (type === 'script-started') modes.push(statSync(args[1]).mode & 0o777);
};
await runPending(args[0], {}, { ...systemRuntime(), emit });
print(modes);
`;
