import assert from 'node:assert/strict';
import {
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import {
  makeTemporaryFolder,
  removeTemporaryFolder,
} from '../../src/core/database/temporaryFolder.ts';
import { inProofFolder } from '../../src/core/schema/data/proofFolder.ts';
import { execute } from '../support/database.ts';
import { answerOf } from '../support/process.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';

/** A folder that a process had made when it ended, with something in it. */
async function leftBy(call: string): Promise<string> {
  const folder = await answerOf(`
const { makeTemporaryFolder } = await import(src('core/database/temporaryFolder.ts'));
print(${call});`);
  assert.ok(typeof folder === 'string');
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'copy.db'), '');
  return folder;
}

function renamed(folder: string, from: RegExp, to: string): string {
  const other = folder.replace(from, to);
  assert.notEqual(other, folder);
  renameSync(folder, other);
  return other;
}

describe('a folder for temporary files whose process is gone', () => {
  it('goes when the next one is made', async () => {
    const left = [
      await leftBy("makeTemporaryFolder('proof', process.pid)"),
      await leftBy("makeTemporaryFolder('copy', process.pid)"),
    ];
    await inProofFolder({ pid: process.pid }, () => Promise.resolve());
    assert.deepEqual(left.map(existsSync), [false, false]);
  });

  it('goes with the next run', async () => {
    const left = await leftBy("makeTemporaryFolder('copy', process.pid)");
    assert.ok((await makeProject().run()).ok);
    assert.equal(existsSync(left), false);
  });

  it('goes where a read of a database made it, which was killed', async function () {
    if (process.platform !== 'linux') return;
    const made = makeProject();
    // A log without its index is read from a copy.
    execute(made.database, 'PRAGMA journal_mode = WAL; CREATE TABLE t (x)');
    writeFileSync(`${made.database}-wal`, 'a log');
    const folder = await answerOf(
      `const { reading } = await import(src('core/database/open.ts'));
      const { dirname } = await import('node:path');
      reading(args[0], ({ path }) => { print(dirname(path)); process.kill(process.pid, 'SIGKILL'); });`,
      [made.database],
      ['sh', '-c', '"$@"; exit 0', 'sh'],
    );
    assert.ok(typeof folder === 'string' && existsSync(folder));
    removeTemporaryFolder(makeTemporaryFolder());
    assert.equal(existsSync(folder), false);
  });

  it('stays where its process may be one of another container or computer', async () => {
    const left = renamed(
      await leftBy("makeTemporaryFolder('copy', process.pid)"),
      /-[0-9a-z]+_/,
      '-1234567890_',
    );
    removeTemporaryFolder(makeTemporaryFolder());
    assert.ok(existsSync(left));
    rmSync(left, { recursive: true });
  });

  it('stays where it is somebody else’s, or a link', async function () {
    if (getuid?.() !== 0) return;
    const left = await leftBy("makeTemporaryFolder('copy', process.pid)");
    chownSync(left, 65_534, 65_534);
    const target = temporaryFolder();
    writeFileSync(join(target, 'mine'), '');
    const link = left.replace(/_\w+$/, '_linked');
    symlinkSync(target, link);
    removeTemporaryFolder(makeTemporaryFolder());
    assert.ok(existsSync(left));
    assert.ok(existsSync(join(link, 'mine')));
    rmSync(link);
    rmSync(left, { recursive: true });
  });
});

describe('a folder for temporary files whose process lives', () => {
  it('stays', () => {
    const mine = makeTemporaryFolder('copy', process.pid);
    removeTemporaryFolder(makeTemporaryFolder());
    assert.ok(existsSync(mine));
    removeTemporaryFolder(mine);
  });
});
