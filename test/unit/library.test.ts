import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createDb,
  createDbBackup,
  enrollDb,
  ensureVersionedDb,
  getDbVersion,
  Migrate,
  MigrateError,
  MigrationFailed,
  runMigrations,
  setDbVersion,
  setupLogging,
} from '../../src/library.ts';
import { column, execute, rows } from '../support/database.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The examples in docs/library.md, with the package's name turned into its source. */
function examples(): string[] {
  const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
  const manifest: { name: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const source = pathToFileURL(join(ROOT, 'src/library.ts')).href;
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => {
    assert.ok(code.includes(`from '${manifest.name}`));
    return code
      .replaceAll(`'${manifest.name}'`, `'${source}'`)
      .replaceAll(`'${manifest.name}/schema'`, `'${new URL('schema/index.ts', source).href}'`)
      .replaceAll(
        `'${manifest.name}/schema/adapters'`,
        `'${new URL('schema/adapters.ts', source).href}'`,
      );
  });
}

/** Runs an example as the start of an application in a folder. */
function start(
  folder: string,
  example: string | undefined,
): { code: number | null; out: string; err: string } {
  writeFileSync(join(folder, 'start.ts'), example ?? '');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['start.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

function application(scripts: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'migrations'));
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(folder, 'migrations', name), text);
  return folder;
}

describe('the example of a schema in code in docs/library.md', () => {
  it('makes the tables, and has nothing to do the next time', () => {
    const last = examples().at(-1);
    const folder = application({});
    mkdirSync(join(folder, 'data'));
    const first = start(folder, last);
    assert.equal(first.err, '');
    assert.match(first.out, /^Create table users$/m);
    assert.deepEqual(start(folder, last), { code: 0, out: '', err: '' });
  });
});

describe('the examples in docs/library.md', () => {
  it('migrate at the start of an application, and not again at the next', () => {
    const [first] = examples();
    const folder = application({
      '0001-a.sql': 'CREATE TABLE a (x);',
      '0002-b.sh': 'echo from the script',
    });
    assert.deepEqual(start(folder, first), {
      code: 0,
      out: 'applied 0001-a.sql\napplied 0002-b.sh\ndata/app.db is at version 2\n',
      err: 'from the script\n',
    });
    assert.deepEqual(start(folder, first), {
      code: 0,
      out: 'data/app.db is at version 2\n',
      err: '',
    });
    assert.equal(readdirSync(join(folder, 'data')).length, 2);
  });

  it('end with the message of a failing script', () => {
    const [first] = examples();
    const { code, err } = start(application({ '0001-a.sql': 'SELECT nope;' }), first);
    assert.equal(code, 1);
    assert.match(err, /no such column: nope/);
  });

  it('show the status', () => {
    const [, second] = examples();
    const { code, out } = start(application({ '0001-a.sql': '' }), second);
    assert.deepEqual([code, out], [0, "ABSENT [ '0001-a.sql pending' ]\n"]);
  });
});

describe('the examples of Migrate in docs/library.md', () => {
  const shop = (folder: string, scripts: Readonly<Record<string, string>>): void => {
    mkdirSync(join(folder, 'shop.sqlite.migrations'), { recursive: true });
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(join(folder, 'shop.sqlite.migrations', name), text);
  };

  it('bring a development database up to date, and back from an edit once', async () => {
    const example = examples()[2];
    const folder = temporaryFolder();
    shop(folder, { '001.a.sql': 'CREATE TABLE a (x);' });
    assert.deepEqual([start(folder, example).code, start(folder, example).code], [75, 75]);
    assert.equal(start(folder, example).out, 'ready to go\n');
    await new Migrate(join(folder, 'shop.sqlite')).saveRef();
    shop(folder, { '002.b.sql': 'CREATE TABLE b (x);' });
    assert.equal(start(folder, example).code, 75);
    shop(folder, { '002.b.sql': 'CREATE TABLE b (x, y);' });
    assert.deepEqual([start(folder, example).code, start(folder, example).code], [76, 75]);
    assert.equal(start(folder, example).out, 'ready to go\n');
  });

  it('migrate production, and stop in any other state', async () => {
    const example = examples()[3];
    const folder = temporaryFolder();
    shop(folder, { '001.a.sql': 'CREATE TABLE a (x);' });
    assert.equal(start(folder, example).code, 1);
    const migrate = new Migrate(join(folder, 'shop.sqlite'));
    migrate.create();
    assert.match(start(folder, example).out, /^Send this somewhere else: .*\.000\.shop\.sqlite\n$/);
    assert.equal(start(folder, example).out, 'Nothing to migrate\n');
    await assert.rejects(migrate.apply('001.a.sql'), MigrationFailed);
    assert.equal(migrate.listBackups().length, 2);
  });
});

describe('the functions of the Python package', () => {
  it('make, move, back up and read a database', async () => {
    const { folder, project } = makeProject({
      scripts: { '0001-a.sql': 'CREATE TABLE a (x);' },
      database: 'none',
    });
    const database = join(folder, 'new', 'app.db');
    assert.equal(await createDb(database), 0);
    assert.equal(await ensureVersionedDb(database), 0);
    const report = await runMigrations(database, project.migrations, { history: false });
    assert.deepEqual([report.ok, report.to], [true, 1]);
    assert.deepEqual(rows(database, `SELECT 1 FROM sqlite_schema WHERE name = '_migrations'`), []);
    await setDbVersion(database, 7);
    assert.equal(await getDbVersion(database), 7);
    assert.deepEqual(column(await createDbBackup(database), 'SELECT version FROM _meta'), [7]);
  });

  it('enroll an existing database', async () => {
    const { database, project } = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    const script = await enrollDb(database, project.migrations);
    assert.ok(existsSync(script));
    assert.equal(await getDbVersion(database), 1);
  });

  it('throw typed errors', async () => {
    const { database, folder } = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    await assert.rejects(createDb(database), (error) => MigrateError.is(error, 'unversioned'));
    await assert.rejects(getDbVersion(join(folder, 'none.db')), (error) =>
      MigrateError.is(error, 'database-missing'),
    );
    await assert.rejects(setDbVersion(database, -1), (error) =>
      MigrateError.is(error, 'bad-argument'),
    );
    await assert.rejects(createDbBackup(join(folder, 'none.db')), (error) =>
      MigrateError.is(error, 'database-missing'),
    );
    const report = await runMigrations(join(folder, 'none.db'), folder);
    assert.equal(report.error?.code, 'database-missing');
  });

  it('read no configuration file', () => {
    const folder = application({ '0001-a.sql': 'CREATE TABLE a (x);' });
    writeFileSync(join(folder, '.fastmigrate'), '[paths\nbackups = elsewhere');
    assert.equal(start(folder, examples()[0]).code, 0);
  });

  it('log what they are asked to', async () => {
    const lines: string[] = [];
    const { database, project } = makeProject({
      scripts: { '0001-a.sh': `printf 'one\\ntwo\\n'` },
    });
    setupLogging({ write: (line) => lines.push(line) });
    await runMigrations(database, project.migrations);
    setupLogging({ verbose: true, write: (line) => lines.push(line) });
    await runMigrations(database, project.migrations);
    await createDbBackup(database);
    setupLogging({ write: () => {} });
    assert.deepEqual(lines.slice(0, 2), ['one', 'two']);
    assert.equal(
      lines.slice(2).every((line) => line.startsWith('debug: {')),
      true,
    );
  });

  it('stop at a signal', async () => {
    const { database, project } = makeProject({ scripts: { '0001-a.sh': 'sleep 60' } });
    const report = await runMigrations(database, project.migrations, {
      signal: AbortSignal.timeout(100),
    });
    assert.equal(report.error?.code, 'cancelled');
  });

  it('work on a database with records in it', async () => {
    const { database, project } = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
    execute(database, 'CREATE TABLE mine (x); INSERT INTO mine VALUES (1)');
    const events: string[] = [];
    await runMigrations(database, project.migrations, {
      onEvent: (event) => events.push(event.type),
    });
    assert.deepEqual(events, ['migration-started', 'migration-applied']);
    assert.deepEqual(column(database, 'SELECT x FROM mine'), [1]);
  });
});
