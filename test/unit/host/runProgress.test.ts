import assert from 'node:assert/strict';
import type { RunningChange } from '../../../src/host/projectEntry.ts';
import { RunProgress } from '../../../src/host/runProgress.ts';
import { until } from '../../support/process.ts';

function begin(): { readonly progress: RunProgress; readonly told: RunningChange[] } {
  const told: RunningChange[] = [];
  const begun = { title: 'Running migrations', done: new Set<string>() };
  return { progress: new RunProgress(begun, (running) => told.push(running)), told };
}

function apply(progress: RunProgress, file: string): void {
  progress.follow({ type: 'migration-started', version: 1, file, index: 0, total: 1 });
  progress.follow({ type: 'migration-applied', version: 1, file, durationMs: 1 });
}

describe('RunProgress', () => {
  it('tells the beginning at once, and what follows in one go', async () => {
    const { progress, told } = begin();
    for (let at = 0; at < 1000; at += 1) apply(progress, `${at}.sql`);
    assert.deepEqual(
      told.map(({ file, done }) => [file, done.size]),
      [['0.sql', 0]],
    );
    await until(() => told.length === 2, 'the second word');
    assert.deepEqual([told[1]?.file, told[1]?.done.size], [undefined, 1000]);
    progress.dispose();
  });

  it('never changes what it has told', async () => {
    const { progress, told } = begin();
    apply(progress, 'a.sql');
    await until(() => told.length === 2, 'the second word');
    apply(progress, 'b.sql');
    await until(
      () => told.length > 2 && told.at(-1)?.done.has('b.sql') === true,
      'the last script',
    );
    assert.deepEqual([...(told[1]?.done ?? [])], ['a.sql']);
    progress.dispose();
  });

  it('counts the databases of a fleet in its title', () => {
    const { progress, told } = begin();
    progress.follow(Object({ type: 'fleet-progress', done: 3, total: 9 }));
    assert.equal(told[0]?.title, 'Running migrations: 3 of 9');
    progress.dispose();
  });

  it('tells nothing after its end', async () => {
    const { progress, told } = begin();
    apply(progress, 'a.sql');
    progress.dispose();
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(told.length, 1);
  });
});
