import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { basename } from 'node:path';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { listBackups } from '../../../src/core/backup/list.ts';
import { age } from '../../../src/cli/backupText.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const NOW = new Date(2026, 2, 1, 12, 0, 0);
const AHEAD = ['20990101_000000', '20990102_000000'];
const ROUND = ['20260228_120000', '20260302_110000'];

/** Backups of a clock that ran years ahead, and of times about now; the last one as of another zone. */
function withBackups(keep?: number): Made {
  const made = makeProject({
    project: keep === undefined ? {} : { keep },
    runtime: { now: () => NOW },
  });
  for (const time of [...AHEAD, ...ROUND])
    copyFileSync(made.database, `${made.database}.${time}.backup`);
  return made;
}

function timesOf({ project, runtime }: Made): string[] {
  return listBackups(project, runtime).map(({ file }) => basename(file).slice(7, 22));
}

describe('a backup that a clock named which ran ahead', () => {
  it('is not the newest one', () => {
    const expected = [...ROUND.toReversed(), ...AHEAD.toReversed()];
    assert.deepEqual(timesOf(withBackups()), expected);
  });

  it('goes before those that were written since', async () => {
    const made = withBackups(3);
    await backupDatabase(made.project, made.runtime);
    assert.deepEqual(timesOf(made), ['20260302_110000', '20260301_120000', '20260228_120000']);
  });

  it('is the newest one where nobody knows the time', () => {
    const { project } = withBackups();
    assert.equal(basename(listBackups(project)[0]?.file ?? ''), 'app.db.20990102_000000.backup');
  });

  it('has no age', () => {
    assert.equal(age(-400 * 24 * 60 * 60_000), 'in the future');
    assert.equal(age(-1000), 'just now');
  });
});
