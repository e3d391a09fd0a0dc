import assert from 'node:assert/strict';
import { join } from 'node:path';
import { withRunnerLock } from '../../../src/core/database/lock.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import type { RunReport } from '../../../src/core/migration/report.ts';
import { column } from '../../support/database.ts';
import { namesIn } from '../../support/files.ts';
import { answerOf, RUN_PENDING, startModule, until } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';

describe('several runners at once', () => {
  it('in separate processes apply each migration exactly once', async () => {
    const scripts: Record<string, string> = {
      '0001-a.sql': 'CREATE TABLE log (n);',
      '0005-e.py': `import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1])\nc.execute('INSERT INTO log VALUES (5)')\nc.commit()\ntime.sleep(0.2)\n`,
      '0006-f.sql': 'INSERT INTO log VALUES (6); VACUUM;',
    };
    for (const n of [2, 3, 4, 7, 8]) scripts[`000${n}-x.sql`] = `INSERT INTO log VALUES (${n});`;
    const made = makeProject({ scripts });
    const reports = (await Promise.all(
      [1, 2, 3, 4].map(() => answerOf(RUN_PENDING, [made.project])),
    )) as RunReport[];
    assert.deepEqual(
      reports.map((report) => report.error?.message),
      [undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(
      reports
        .flatMap((report) => report.migrations.map((m) => `${m.version} ${m.result}`))
        .toSorted(),
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${n} applied`),
    );
    assert.deepEqual(
      column(made.database, 'SELECT n FROM log ORDER BY rowid'),
      [2, 3, 4, 5, 6, 7, 8],
    );
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('in one process apply each migration exactly once', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TABLE a (x);',
        '0002-b.sh': 'true',
        '0003-c.sql': 'CREATE TABLE c (x);',
      },
    });
    const reports = await Promise.all([made.run(), made.run({ backup: true }), made.run()]);
    assert.deepEqual(
      reports.map((report) => report.ok),
      [true, true, true],
    );
    assert.equal(reports.flatMap((report) => report.migrations).length, 3);
    assert.deepEqual(namesIn(made.folder), ['data', 'migrations']);
  });

  it('do not let a status disturb them', async () => {
    const made = makeProject({
      scripts: { '0001-a.sh': 'sleep 0.4', '0002-b.sql': 'CREATE TABLE b (x);' },
    });
    const running = made.run();
    const seen: (string | undefined)[] = [];
    const timer = setInterval(() => seen.push(made.status().interrupted?.file), 20);
    const report = await running;
    clearInterval(timer);
    assert.equal(report.ok, true);
    assert.ok(seen.length > 0);
    assert.ok(seen.every((file) => file === undefined));
  });
});

describe('the lock of a runner', () => {
  it('keeps others out while they wait, and is gone after', async () => {
    const { database, folder } = makeProject();
    let inside = 0;
    let most = 0;
    const enter = () =>
      withRunnerLock(database, { waitMs: 10_000 }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 30));
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    assert.equal(most, 1);
    assert.deepEqual(namesIn(join(folder, 'data')), ['app.db']);
  });

  it('ends waiting with a typed error, by time or by signal', async () => {
    const { database } = makeProject();
    await withRunnerLock(database, { waitMs: 0 }, async () => {
      await assert.rejects(
        withRunnerLock(database, { waitMs: 60 }, async () => {}),
        (error) => MigrateError.is(error, 'busy'),
      );
      await assert.rejects(
        withRunnerLock(
          database,
          { waitMs: 10_000, signal: AbortSignal.timeout(50) },
          async () => {},
        ),
        (error) => MigrateError.is(error, 'cancelled'),
      );
    });
  });

  it('is not held by a runner that was killed', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
    const child = startModule(
      `const { withRunnerLock } = await import(src('core/database/lock.ts'));
await withRunnerLock(args[0], { waitMs: 0 }, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`,
      [made.database],
    );
    let held = false;
    child.stdout?.on('data', () => (held = true));
    await until(() => held, 'the lock');
    await assert.rejects(
      withRunnerLock(made.database, { waitMs: 0 }, async () => {}),
      (error) => MigrateError.is(error, 'busy'),
    );
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('never admits two of many processes that come and go', async () => {
    const { database, folder } = makeProject();
    const BODY = `
const { withRunnerLock } = await import(src('core/database/lock.ts'));
const { openSync, closeSync, unlinkSync } = await import('node:fs');
for (let round = 0; round < 40; round += 1)
  await withRunnerLock(args[0], { waitMs: 20000 }, async () => {
    closeSync(openSync(args[1], 'wx'));
    if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    unlinkSync(args[1]);
  });
print('done');`;
    const mark = join(folder, 'mark');
    const answers = await Promise.all([1, 2, 3].map(() => answerOf(BODY, [database, mark])));
    assert.deepEqual(answers, ['done', 'done', 'done']);
  });
});
