import assert from 'node:assert/strict';
import fs from 'node:fs';
import { fileIn, ready, until } from './host.ts';

/**
 * A branch that is checked out, a volume that is mounted, a folder that is dragged somewhere else: then only the outermost
 * folder is told of.
 */
describe('folders that come and go with all they hold', () => {
  /** State and pending scripts, of each project. */
  async function standing(): Promise<string> {
    const { entries } = (await ready()).projects;
    const words = entries.map(({ status }) => {
      const pending = status?.migrations.filter(({ status }) => status === 'pending');
      return `${status?.state} ${pending?.length}`;
    });
    return words.join(', ');
  }

  async function becomes(expected: string): Promise<void> {
    await until(`"${expected}" shows`, async () => (await standing()) === expected);
  }

  for (const [folder, without] of [
    ['store/databases', 'ABSENT 2'],
    ['store', 'ABSENT 2'],
    ['app/scripts/sql', 'ERROR 0'],
    ['app/scripts', 'ERROR 0'],
    ['app', 'ERROR 0'],
  ] as const) {
    it(`is noticed of ${folder}`, async () => {
      await becomes('PENDING 1');
      fs.renameSync(fileIn(folder), fileIn('..', 'moved-away'));
      await becomes(without);
      fs.renameSync(fileIn('..', 'moved-away'), fileIn(folder));
      await becomes('PENDING 1');
    });
  }

  it('makes a project known that was moved in, and forgets it', async () => {
    fs.cpSync(fileIn('app/scripts/sql'), fileIn('..', 'other', 'migrations'), { recursive: true });
    fs.renameSync(fileIn('..', 'other'), fileIn('other'));
    await becomes('PENDING 1, ABSENT 2');
    fs.renameSync(fileIn('other'), fileIn('..', 'other'));
    await becomes('PENDING 1');
    assert.equal((await ready()).projects.entries.length, 1);
  });
});
