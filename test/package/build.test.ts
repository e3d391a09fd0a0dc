import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';

const PARTS = ['src', 'scripts', 'esbuild.mjs', 'package.json', 'tsconfig.json'];

describe('a build', function () {
  this.timeout(120_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate build-'));
  const copy = path.join(folder, 'program');
  const work = path.join(folder, 'work');
  const cli = path.join(copy, 'dist', 'cli.js');

  before(() => {
    for (const part of PARTS)
      fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    fs.mkdirSync(path.join(work, 'migrations'), { recursive: true });
    fs.writeFileSync(path.join(work, 'migrations', '0001-a.sql'), 'CREATE TABLE a (x);');
    assert.equal(run(['esbuild.mjs'], copy).status, 0);
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Changes a file of the program, so that the next build makes another one. */
  function edit(): void {
    const file = path.join(copy, 'src/cli/commands/lint.ts');
    fs.appendFileSync(file, `\nprocess.env['EDITED'] = '${fs.statSync(file).size}';\n`);
  }

  it('does not keep a command from being started', async () => {
    edit();
    const building = spawn(process.execPath, ['esbuild.mjs'], { cwd: copy, stdio: 'ignore' });
    let commands = 0;
    for (; building.exitCode === null && building.signalCode === null; commands += 1) {
      const { status, stderr } = run([cli, 'lint'], work);
      assert.equal(status, 0, stderr);
      // Each finds the two files of one build, so what it says has no error in it.
      assert.equal(stderr, '');
      // Lets the end of the build be heard of.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(building.exitCode, 0);
    assert.ok(commands > 1, `${commands} commands`);
  });

  it('leaves a command that runs the rest of its program', () => {
    edit();
    const script = path.join(work, 'migrations', '0002-build.sh');
    fs.writeFileSync(script, `cd "${copy}" && "${process.execPath}" esbuild.mjs && exit 7\n`);
    const before = fs.readFileSync(path.join(copy, 'dist', 'cli-rest.js'), 'utf8');
    assert.equal(run([cli, 'create', '--db', 'app.db'], work).status, 0);
    const { stdout, stderr } = run([cli, 'run', '--db', 'app.db'], work);
    fs.rmSync(script);
    assert.notEqual(fs.readFileSync(path.join(copy, 'dist', 'cli-rest.js'), 'utf8'), before);
    assert.match(stderr, /exited with code 7\. The database is as it was before the script\n$/);
    assert.match(stdout, /version 0 → 1, 1 migration applied/);
  });

  it('has what most commands need in the first of two files', () => {
    assert.equal(run([cli, 'create', '--db', 'first.db'], work).status, 0);
    const rest = path.join(copy, 'dist', 'cli-rest.js');
    fs.renameSync(rest, `${rest}.away`);
    fs.writeFileSync(
      rest,
      `console.error('loaded'); module.exports = require('./cli-rest.js.away');`,
    );
    assert.match(run([cli, 'lint'], work).stderr, /^loaded$/m);
    // What killed commands of others left in the folder for temporary files takes the other file to remove.
    const env = { ...process.env, TMPDIR: work };
    for (const words of [['status'], ['run', '--backup'], ['run'], ['status'], ['backup']]) {
      const { stderr } = run([cli, ...words, '--db', 'first.db'], work, env);
      assert.doesNotMatch(stderr, /^loaded$/m, words.join(' '));
    }
    fs.renameSync(`${rest}.away`, rest);
    const { stdout } = run([cli, 'status', '--db', 'first.db'], work);
    assert.match(stdout, /^CURRENT /);
  });

  it('leaves nothing of itself, and nothing that the program no longer has', () => {
    const stale = path.join(copy, 'dist', 'gone', 'gone.js');
    fs.mkdirSync(path.dirname(stale));
    fs.writeFileSync(stale, '');
    assert.equal(run(['esbuild.mjs'], copy).status, 0);
    assert.deepEqual(fs.readdirSync(path.join(copy, 'dist')).toSorted(), [
      ...['before', 'bin', 'cli-rest.js', 'cli.js', 'extension.js'],
      ...['package.json', 'rpc.js', 'tasksJson.js'],
    ]);
    assert.deepEqual(
      fs.readdirSync(copy).filter((name) => name.startsWith('dist')),
      ['dist'],
    );
  });

  it('that fails leaves the last one as it was', () => {
    const files = fs.readdirSync(path.join(copy, 'dist'));
    fs.appendFileSync(path.join(copy, 'src/cli/commands/lint.ts'), '\nexport const = 1;\n');
    assert.equal(run(['esbuild.mjs'], copy).status, 1);
    assert.deepEqual(fs.readdirSync(path.join(copy, 'dist')), files);
    assert.equal(run([cli, 'lint'], work).status, 0);
  });

  function run(args: readonly string[], cwd: string, env = process.env): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  }
});
