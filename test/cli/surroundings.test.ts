import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, inFolder, MAIN } from './command.ts';

const FILES = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);',
  'schema.sql': 'CREATE TABLE a (x); CREATE TABLE b (x);',
};

describe('a folder for temporary files that is not there', () => {
  for (const args of [
    ['show'],
    ['lint'],
    ['generate', 'b', '--schema', 'schema.sql'],
    ['run', '--dry-run'],
  ])
    it(`is named by ${args.join(' ')}, with what to do`, () =>
      inFolder(FILES, (folder) => {
        assert.equal(fastmigrate(folder, ['create']).code, 0);
        if (args[0] === 'generate') assert.equal(fastmigrate(folder, ['run']).code, 0);
        const missing = join(folder, 'gone');
        const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, TMPDIR: missing, TEMP: missing, TMP: missing },
        });
        assert.equal(status, 1);
        assert.doesNotMatch(stderr, /internal error/);
        assert.ok(stderr.includes(`${missing}: no temporary file can be made there`), stderr);
        assert.match(stderr, /TMPDIR|TEMP/);
      }));
});

describe('output that cannot be written', () => {
  for (const args of [['status', '--json'], ['status'], ['--help']])
    it(`is one line and exit code 1: ${args.join(' ')}`, function () {
      // A device that is always full.
      if (!existsSync('/dev/full')) return;
      inFolder(FILES, (folder) => {
        fastmigrate(folder, ['create']);
        fastmigrate(folder, ['run']);
        const full = openSync('/dev/full', 'w');
        try {
          const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
            cwd: folder,
            encoding: 'utf8',
            stdio: ['ignore', full, 'pipe'],
          });
          assert.equal(status, 1);
          assert.match(stderr, /^fastmigrate: error: cannot write the output: ENOSPC[^\n]*\n$/);
        } finally {
          closeSync(full);
        }
      });
    });
});

describe('a current folder that was removed', () => {
  for (const args of [['status'], ['run', '--json']])
    it(`is said in one line, with what to do: ${args.join(' ')}`, function () {
      // Windows removes no folder that somebody is in.
      if (process.platform === 'win32') return;
      inFolder(FILES, (folder) => {
        const { status, stdout, stderr } = spawnSync(
          'sh',
          [
            '-c',
            'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
            'sh',
            process.execPath,
            MAIN,
            ...args,
          ],
          { cwd: folder, encoding: 'utf8' },
        );
        assert.equal(status, 1);
        const said = args.includes('--json') ? JSON.parse(stdout).error.message : stderr;
        assert.match(said, /the current folder is gone\. Nothing was changed\. Go to another one/);
        assert.ok(stderr.split('\n').length <= 2, stderr);
      });
    });
});
