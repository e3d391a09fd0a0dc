import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { VERSION } from '../../src/cli/version.ts';
import { execute } from '../support/database.ts';
import { inFolder, plainEnv } from './command.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, 'dist/cli.js');
const EXECUTABLES = ['create_db', 'check_version', 'backup_db', 'run_migrations', 'enroll_db'];

describe('the bundled command line', () => {
  it('prints help and version', () => {
    assert.equal(run(process.execPath, [BUNDLE, '--version']).stdout, `${VERSION}\n`);
    assert.match(run(process.execPath, [BUNDLE, '--help']).stdout, /^Usage: fastmigrate /);
  });

  it('migrates a project', () => {
    inFolder({ 'migrations/0001-a.sql': 'CREATE TABLE a (x);' }, (folder) => {
      assert.equal(run(process.execPath, [BUNDLE, '--db', 'a.db', '--createdb'], folder).status, 0);
      assert.equal(run(process.execPath, [BUNDLE, '--db', 'a.db'], folder).status, 0);
      assert.equal(run(process.execPath, [BUNDLE, 'status', '--db', 'a.db'], folder).status, 0);
    });
  });

  it('has status and run in its first file', () => {
    inFolder(
      { 'dist/package.json': '{}', 'migrations/0001-a.sql': 'CREATE TABLE a (x);' },
      (at) => {
        const first = join(at, 'dist/cli.js');
        copyFileSync(BUNDLE, first);
        cpSync(join(ROOT, 'prebuilds'), join(at, 'prebuilds'), { recursive: true });
        run(process.execPath, [BUNDLE, 'create', '--db', 'a.db'], at);
        for (const command of ['run', 'status'])
          assert.equal(run(process.execPath, [first, command, '--db', 'a.db'], at).status, 0);
        assert.match(run(process.execPath, [first, 'lint'], at).stderr, /cli-rest\.js/);
      },
    );
  });

  it('knows an error of its second file', () => {
    inFolder({ 'migrations/0001-a.sql': 'CREATE TABLE a (x);' }, (folder) => {
      const { stdout } = run(process.execPath, [BUNDLE, 'show', '9', '--json'], folder);
      assert.match(stdout, /"code": "no-such-version"/);
    });
  });

  for (const name of EXECUTABLES)
    it(`is what fastmigrate_${name} runs`, () => {
      const { status, stdout } = run(process.execPath, [
        join(ROOT, `dist/bin/fastmigrate_${name}.js`),
        '--help',
      ]);
      assert.equal(status, 0);
      assert.ok(stdout.startsWith(`usage: fastmigrate_${name} [-h] [--db DB]`));
    });

  it('copies a large database with processes of its own, also as fastmigrate_backup_db', () => {
    inFolder({}, (folder) => {
      const database = join(folder, 'app.db');
      execute(
        database,
        `CREATE TABLE big (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO big SELECT randomblob(8000) FROM n`,
      );
      const file = join(ROOT, 'dist/bin/fastmigrate_backup_db.js');
      const { status, stdout } = run(process.execPath, [file, '--db', 'app.db'], folder);
      assert.equal(status, 0, stdout);
      const [backup = ''] = readdirSync(folder).filter((name) => name.endsWith('.backup'));
      // SQLite's own copy differs in the counters of the first page.
      assert.ok(readFileSync(join(folder, backup)).equals(readFileSync(database)));
    });
  }).timeout(60_000);

  it('says which Node it needs on an older one, before it loads anything', () => {
    inFolder({}, (folder) => {
      const pretend = join(folder, 'pretend.cjs');
      writeFileSync(
        pretend,
        "Object.defineProperty(process.versions, 'node', { value: '22.13.1' });\n",
      );
      expectRefusal(
        run(process.execPath, ['--require', pretend, BUNDLE, 'status'], folder),
        '22.13.1',
      );
    });
  });

  it('says so on each older Node of this machine', () => {
    for (const { path, version } of olderNodes())
      expectRefusal(run(path, [BUNDLE, 'status']), version);
  });
});

function expectRefusal(
  result: { status: number | null; stdout: string; stderr: string },
  version: string,
): void {
  assert.deepEqual(
    [result.status, result.stdout, result.stderr],
    [1, '', `fastmigrate needs Node 22.14 or newer; this is Node ${version}\n`],
  );
}

function olderNodes(): { path: string; version: string }[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path));
  return paths.flatMap((path) => {
    const version = run(path, ['--version']).stdout.trim().replace('v', '');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major < 22 || (major === 22 && minor < 14) ? [{ path, version }] : [];
  });
}

function run(
  program: string,
  args: readonly string[],
  cwd = ROOT,
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: plainEnv(),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
