import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { column } from '../support/database.ts';
import { fastmigrate, inFolder, MAIN, plainEnv } from './command.ts';

const APP = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };

/** Runs a command whose standard output is a device that is always full. */
function onFullDisk(cwd: string, args: readonly string[]): { code: number | null; err: string } {
  const full = openSync('/dev/full', 'w');
  try {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd,
      encoding: 'utf8',
      env: plainEnv(),
      stdio: ['ignore', full, 'pipe'],
    });
    return { code: status, err: stderr };
  } finally {
    closeSync(full);
  }
}

const UNWRITTEN =
  'fastmigrate: error: cannot write the output: ENOSPC: no space left on device, write\n';

describe('output that cannot be written', () => {
  it('is said in one line, and the command ends with 1 although it is done', () => {
    inFolder(APP, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      assert.deepEqual(onFullDisk(folder, ['run']), { code: 1, err: UNWRITTEN });
      const database = join(folder, 'data/database.db');
      assert.deepEqual(column(database, 'SELECT version FROM _meta'), [1]);
      assert.deepEqual(onFullDisk(folder, ['status', '--json']), { code: 1, err: UNWRITTEN });
      assert.deepEqual(onFullDisk(folder, ['compat:check_version']), { code: 1, err: UNWRITTEN });
    });
  });

  it('is no failure where nobody reads on', () => {
    inFolder(APP, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      const command = '"$0" "$1" status | true; echo "${PIPESTATUS[0]}"';
      const piped = spawnSync('bash', ['-c', command, process.execPath, MAIN], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.deepEqual([piped.stdout, piped.stderr], ['0\n', '']);
    });
  });
});
