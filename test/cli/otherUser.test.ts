import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, inFolder, MAIN, plainEnv } from './command.ts';

const SOMEBODY = 65_534;
/** The superuser may read and write everywhere. */
const AS_SOMEBODY = process.getuid?.() === 0 ? { uid: SOMEBODY, gid: SOMEBODY } : {};
const APP = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };

/** What commands say to somebody who may do less than whoever made the project. */
function toSomebody(folder: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: plainEnv(),
    ...AS_SOMEBODY,
  });
  return stdout + stderr;
}

function closed(path: string, body: (folder: string) => void): void {
  inFolder(APP, (folder) => {
    chmodSync(folder, 0o755);
    fastmigrate(folder, ['create']);
    fastmigrate(folder, ['run']);
    chmodSync(join(folder, path), 0o000);
    body(folder);
    chmodSync(join(folder, path), 0o755);
  });
}

describe('somebody else', function () {
  this.timeout(60_000);

  it('is told that the database cannot be read, not that it cannot be written', () => {
    closed('data/database.db', (folder) => {
      for (const command of ['status', 'run']) {
        const said = toSomebody(folder, [command]);
        assert.match(said, /cannot read \S.*database\.db: EACCES.*\. Check the permissions of/);
        assert.doesNotMatch(said, /cannot write/);
      }
    });
  });

  it('is told so where the folder of the database is closed', () => {
    closed('data', (folder) => {
      assert.match(toSomebody(folder, ['status']), /error: cannot read /);
    });
  });

  it('is not told that scripts are gone which may not be looked for', () => {
    closed('migrations', (folder) => {
      const said = toSomebody(folder, ['status']);
      assert.match(said, /^ERROR .*version 1\n/);
      assert.match(
        said,
        /migrations: EACCES.*\. Make it a folder that you may read, or name another/,
      );
      assert.doesNotMatch(said, /missing|gone/);
    });
  });

  it('is told what cannot be written where only that is closed', () => {
    inFolder(APP, (folder) => {
      chmodSync(folder, 0o755);
      fastmigrate(folder, ['create']);
      assert.match(toSomebody(folder, ['run']), /error: cannot write to \S.*database\.db: EACCES/);
      assert.match(
        toSomebody(folder, ['new', 'x']),
        /cannot write to .*0002-x\.sql: .*Check the permissions of the file and its folder, and of/,
      );
    });
  });
});
