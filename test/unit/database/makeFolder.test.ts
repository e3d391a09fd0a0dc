import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../../src/core/database/makeFolder.ts';
import { temporaryFolder } from '../../support/project.ts';

const MAIN = resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('making a folder', () => {
  it('makes those above it, and nothing where it is there', () => {
    const folder = join(temporaryFolder(), 'a', 'b', 'c');
    makeFolder(folder);
    assert.ok(statSync(folder).isDirectory());
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link, 'junction');
    makeFolder(link);
    makeFolder(join(link, 'd'));
    assert.ok(existsSync(join(folder, 'd')));
  });

  it('fails where a file is in the way, or a link that leads nowhere', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nowhere', 'x'), join(folder, 'link'));
    assert.throws(() => makeFolder(join(folder, 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(join(folder, 'file', 'x')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolder(join(folder, 'link', 'x')), /EEXIST|ENOENT/);
  });

  it('comes to an end where a folder lets nothing be made in it', function () {
    this.timeout(60_000);
    if (!existsSync('/proc/self')) return assert.ok(process.platform !== 'linux');
    const { status, stderr } = spawnSync(
      process.execPath,
      [MAIN, 'create', '--db', '/proc/nowhere/app.db'],
      { cwd: temporaryFolder(), encoding: 'utf8', timeout: 45_000 },
    );
    assert.deepEqual(
      [status, stderr.split(':').slice(0, 3).join(':')],
      [1, 'fastmigrate: error: /proc/nowhere/app.db'],
    );
  });
});
