import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../src/cli/version.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = {
  'migrations/0001-shelf.sql': 'CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT);\n',
  'migrations/0002-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
};
const DATABASE = 'data/database.db';

describe('the command line', () => {
  it('has the version of package.json', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    );
    assert.equal(VERSION, (manifest as { version: string }).version);
    assert.equal(fastmigrate('/', ['--version']).out, `${VERSION}\n`);
  });

  it('lists every command in its help, and the shared options in the help of each', () => {
    const { code, out } = fastmigrate('/', ['--help']);
    assert.equal(code, 0);
    for (const command of [
      'status',
      'create',
      'run',
      'new',
      'backup',
      'restore',
      'enroll',
      'baseline',
    ]) {
      assert.match(out, new RegExp(`^  ${command}\\b`, 'm'));
      const help = fastmigrate('/', [command, '--help']);
      assert.equal(help.code, 0);
      for (const option of ['--db', '--migrations', '--config', '--json', '--verbose'])
        assert.ok(help.out.includes(option), `${command} ${option}`);
    }
  });

  for (const [args, said] of [
    [['rnu'], /unknown command 'rnu'.*Did you mean run/],
    [['run', '--nope'], /unknown option '--nope'/],
    [['run', '--to', 'two'], /--to/],
    [['run', '--to', '-1'], /--to/],
    [['new'], /missing required argument/],
    [['new', 'x', '--kind', 'exe'], /sql, py, sh/],
    [['baseline'], /missing required argument/],
    [['baseline', 'x'], /whole number/],
    [['run', '--interactive'], /needs a terminal/],
    [['restore'], /name a backup file/],
    [['restore', 'x', '--latest'], /exclude each other/],
    [['--db', 'x', 'run'], /Options come after the command/],
    [['status', '--name', 'nope'], /nope/],
  ] as const)
    it(`exits 2 for wrong usage: ${args.join(' ')}`, () => {
      inFolder(APP, (folder) => {
        const { code, out, err } = fastmigrate(folder, args);
        assert.deepEqual({ code, out }, { code: 2, out: '' });
        assert.match(err, /^fastmigrate: error: /);
        assert.match(err, said);
        assert.deepEqual(readdirSync(folder), ['migrations']);
      });
    });

  it('prints wrong usage as JSON where JSON is asked for', () => {
    const { code, json } = fastmigrateJson('/', ['run', '--nope']);
    assert.equal(code, 2);
    assert.deepEqual(pick(json, 'ok'), false);
    assert.equal(pick(pick(json, 'error'), 'code'), 'usage');
  });

  it('takes a project from nothing to CURRENT', () => {
    inFolder(APP, (folder) => {
      assert.equal(pick(fastmigrateJson(folder, ['status']).json, 'state'), 'ABSENT');
      assert.equal(fastmigrate(folder, ['status']).code, 1);
      assert.equal(fastmigrate(folder, ['create']).out, `Created ${DATABASE} at version 0\n`);
      assert.equal(
        fastmigrate(folder, ['create']).out,
        `${DATABASE} exists already, at version 0\n`,
      );
      const before = fastmigrate(folder, ['check']);
      assert.equal(before.code, 1);
      assert.match(before.out, /^PENDING {2}data\/database\.db {2}version 0 of 2\n/);
      assert.match(before.out, /\nNext: fastmigrate run\n$/);
      const run = fastmigrate(folder, ['run']);
      assert.deepEqual([run.code, run.err], [0, '']);
      assert.match(run.out, /✓ 0001-shelf\.sql {2}\d+ ms\n {2}✓ 0002-book\.sql/);
      assert.match(run.out, /data\/database\.db: version 0 → 2, 2 migrations applied\n$/);
      assert.equal(
        fastmigrate(folder, ['run']).out,
        `${DATABASE} is at version 2, nothing to run\n`,
      );
      const after = fastmigrate(folder, ['status']);
      assert.equal(after.code, 0);
      assert.match(after.out, /^CURRENT[^]*✓ 0001-shelf\.sql {2}applied\n[^]*Nothing to do\n$/);
    });
  });

  it('repeats the options in the command that it proposes', () => {
    inFolder({ "m'x/0001-a.sql": 'SELECT 1;' }, (folder) => {
      const { out } = fastmigrate(folder, ['status', '--db', 'my app.db', '--migrations', "m'x"]);
      assert.match(out, /Next: fastmigrate create --db 'my app\.db' --migrations 'm'\\''x'\n$/);
    });
  });

  it('writes the next numbered script', () => {
    inFolder(APP, (folder) => {
      assert.equal(
        fastmigrate(folder, ['new', 'Add', 'tags', 'table']).out,
        'migrations/0003-add-tags-table.sql\n',
      );
      const { code, json } = fastmigrateJson(folder, ['new', 'fill', '--kind', 'py']);
      assert.deepEqual(
        { code, json },
        { code: 0, json: { ok: true, file: join(folder, 'migrations/0004-fill.py') } },
      );
      assert.equal(fastmigrate(folder, ['new', '///']).code, 2);
    });
  });

  it('enrolls an unversioned database, once', () => {
    inFolder({ 'made.sql': '' }, (folder) => {
      assert.equal(fastmigrate(folder, ['create', '--db', 'a.db']).code, 0);
      const managed = fastmigrateJson(folder, ['enroll', '--db', 'a.db']);
      assert.equal(managed.code, 1);
      assert.equal(pick(pick(managed.json, 'error'), 'code'), 'already-versioned');
      writeFileSync(join(folder, 'b.db'), '');
      const { code, json } = fastmigrateJson(folder, ['enroll', '--db', 'b.db']);
      const script = join(folder, 'migrations/0001-initial.sql');
      assert.deepEqual({ code, json }, { code: 0, json: { ok: true, script, version: 1 } });
      assert.ok(existsSync(script));
      assert.equal(fastmigrate(folder, ['status', '--db', 'b.db']).code, 0);
    });
  });

  it('sets the version by hand', () => {
    inFolder(APP, (folder) => {
      fastmigrate(folder, ['create']);
      const { code, json } = fastmigrateJson(folder, ['baseline', '1']);
      assert.equal(code, 0);
      assert.equal(pick(json, 'version'), 1);
      assert.ok(existsSync(String(pick(json, 'backup'))));
      assert.equal(pick(fastmigrateJson(folder, ['status']).json, 'version'), 1);
      assert.equal(fastmigrate(folder, ['baseline', '7']).code, 1);
    });
  });

  it('names file and line of a configuration that cannot be used', () => {
    inFolder({ '.fastmigrate': '[paths]\ndb = a.db\nhistory = maybe\n' }, (folder) => {
      const { code, err } = fastmigrate(folder, ['status']);
      assert.equal(code, 1);
      assert.match(err, /^\.fastmigrate:3:1: error: key "history": /);
      assert.match(err, /\n {2}3 \| history = maybe\n/);
      const { json } = fastmigrateJson(folder, ['status']);
      assert.equal(pick(json, 'state'), 'ERROR');
      const run = fastmigrateJson(folder, ['run']);
      assert.deepEqual(
        [run.code, pick(run.json, 'ok'), pick(run.json, 'from'), pick(run.json, 'migrations')],
        [1, false, null, []],
      );
    });
  });

  it('warns of a key that nobody knows, and goes on', () => {
    inFolder({ ...APP, '.fastmigrate': '[paths]\ndb = a.db\nmigration = x\n' }, (folder) => {
      const { code, err } = fastmigrate(folder, ['create']);
      assert.deepEqual([code, err], [0, '.fastmigrate:3:1: warning: unknown key "migration"\n']);
    });
  });

  it('uses a further database of the configuration by its name', () => {
    const files = {
      ...APP,
      '.fastmigrate':
        '[paths]\ndb = a.db\n[database logs]\ndb = logs.db\nmigrations = migrations\n',
    };
    inFolder(files, (folder) => {
      assert.equal(
        fastmigrate(folder, ['create', '--name', 'logs']).out,
        'Created logs.db at version 0\n',
      );
      assert.deepEqual(readdirSync(folder).includes('a.db'), false);
    });
  });

  it('keeps the early form: create, back up and run without a command', () => {
    inFolder(APP, (folder) => {
      const missing = fastmigrate(folder, []);
      assert.equal(missing.code, 1);
      assert.match(missing.err, /does not exist/);
      const { code, out } = fastmigrate(folder, [
        '--db',
        'x/app.db',
        '--migrations',
        'migrations',
        '--createdb',
        '--backup',
      ]);
      assert.equal(code, 0);
      assert.match(out, /^Backup: x\/app\.db\.\d{8}_\d{6}\.backup\n[^]*version 0 → 2/);
      assert.deepEqual(pick(fastmigrateJson(folder, ['--db', 'x/app.db']).json, 'to'), 2);
    });
  });
});

/** One field of a JSON document. */
function pick(json: unknown, key: string): unknown {
  assert.ok(typeof json === 'object' && json !== null, `no object: ${JSON.stringify(json)}`);
  return (json as Record<string, unknown>)[key];
}
