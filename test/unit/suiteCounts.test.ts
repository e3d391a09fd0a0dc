import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCounts } from '../../scripts/lib/counts.ts';
import { temporaryFolder } from '../support/project.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs tests with the reporter that counts; returns the folder of its counts and the exit code. */
function runTests(text: string): readonly [folder: string, exitCode: number] {
  const folder = temporaryFolder();
  const counts = join(folder, 'counts');
  mkdirSync(counts);
  writeFileSync(join(folder, 'some.test.cjs'), text);
  const { status } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      ...['--no-config', '--reporter', join(ROOT, 'test', 'countingReporter.cjs')],
      join(folder, 'some.test.cjs'),
    ],
    { cwd: folder, env: { ...process.env, MOCHA_COUNTS: join(counts, 'some.json') } },
  );
  return [counts, status ?? 1];
}

describe('the counts of a suite', () => {
  it('hold what passed, what failed, and what was skipped, which is a failure', () => {
    const [folder, code] = runTests(
      `it('a', () => {}); it('b', () => { throw new Error('wrong'); }); it.skip('c', () => {});`,
    );
    assert.deepEqual(readCounts(folder, code), { passed: 1, failed: 2, untold: [] });
  });

  it('hold a failure more where it was ended, with what had failed by then', () => {
    const [folder, code] = runTests(
      `it('a', () => {}); it('b', () => { throw new Error('wrong'); }); it('c', () => process.exit(0));`,
    );
    writeFileSync(join(folder, 'other.json.partial'), '');
    assert.deepEqual(readCounts(folder, code), { passed: 1, failed: 2, untold: ['b: wrong'] });
  });

  it('are a failure where nothing ran', () => {
    assert.equal(readCounts(...runTests('')).failed, 1);
  });
});
