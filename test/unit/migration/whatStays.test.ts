import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorReport, MigrateError } from '../../../src/core/errors.ts';
import type { EngineEvent } from '../../../src/core/events.ts';
import { restoreScripts } from '../../../src/core/migration/restoreScripts.ts';
import { dev } from '../../../src/core/workflow/dev.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

describe('a failure behind something that was done', () => {
  /** A project whose runs are cancelled at a kind of event. */
  function cancelledAt(type: EngineEvent['type']): Made {
    const controller = new AbortController();
    return makeProject({
      scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sql': 'CREATE TABLE b (x);' },
      runtime: {
        signal: controller.signal,
        emit: (event) => {
          if (event.type === type) controller.abort();
        },
      },
    });
  }

  it('says that it stays, in a run', async () => {
    const { to, error } = await cancelledAt('migration-applied').run();
    assert.deepEqual(
      [to, error?.code, error?.message, error?.changed],
      [1, 'cancelled', 'the run was cancelled. What was done before it stays', true],
    );
  });

  it('says that nothing was changed, where nothing was done', async () => {
    const { to, error } = await cancelledAt('backup-written').run({ backup: true });
    assert.deepEqual(
      [to, error?.code, error?.message, error?.changed],
      [0, 'cancelled', 'the run was cancelled. Nothing was changed', false],
    );
  });

  it('is told from what was put back after a run that was cut off', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': 'VACUUM;', '0002-b.sql': 'CREATE TABLE b (x);' },
    });
    const { raiseGuard } = await import('../../../src/core/backup/guard.ts');
    await raiseGuard(made.database, { version: 1, file: '0001-a.sql' }, made.runtime);
    const { error } = await made.run({ to: 7 });
    assert.equal(error?.code, 'no-such-version');
    assert.match(error.message, /What was done before it stays/);
    assert.equal(error.changed, true);
  });

  it('says that it stays, in dev', async () => {
    const made = makeProject({
      database: 'none',
      scripts: { '0001-a.sql': 'CREATE TABLE a (x);' },
    });
    const schema = join(made.folder, 'schema.sql');
    const project = { ...made.project, schema };
    const missing = await dev(project, {}, made.runtime);
    assert.deepEqual([missing.steps.length, missing.state], [2, 'ERROR']);
    assert.match(missing.stopped ?? '', /there is no such file\. Correct it/);
    assert.doesNotMatch(missing.stopped ?? '', /Nothing was changed/);
    writeFileSync(schema, '-- nothing');
    rmSync(made.database);
    const { steps, error } = await dev(project, {}, made.runtime);
    assert.deepEqual(
      [steps.map(({ did }) => did), error?.code, error?.changed],
      [['created', 'applied'], 'destructive', true],
    );
  });

  it('says that scripts stay which were written back before', async () => {
    const scripts = { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sql': 'CREATE TABLE b (x);' };
    const made = makeProject({ scripts });
    assert.equal((await made.run()).ok, true);
    // Where the copy of the second one is to be saved, there is something else.
    made.add({ '0001-a.sql': '-- edited', '0002-b.sql': '-- edited' });
    const saved = join(made.project.migrations, '.saved');
    const now = new Date(Date.UTC(2026, 0, 2));
    mkdirSync(join(saved, '2026-01-02T00-00-00.000000', '0002-b.sql'), { recursive: true });
    const attempt = (): unknown => {
      try {
        return restoreScripts(made.project, 'database', { ...made.runtime, now: () => now });
      } catch (error) {
        return error;
      }
    };
    const error = attempt();
    assert.ok(error instanceof MigrateError, String(error));
    const report = errorReport(error);
    assert.match(report.message, /What was done before it stays/);
    assert.equal(report.changed, true);
  });
});
