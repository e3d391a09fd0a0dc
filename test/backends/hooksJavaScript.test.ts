import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { column } from '../support/database.ts';
import { exampleOf, makeBackend } from './project.ts';
import { SCRIPTS } from './hooks.ts';

describe('config.mjs, .js and .ts', function () {
  this.timeout(30_000);
  const example = exampleOf('JavaScript')['migrations/config.mjs'] ?? '';

  it('are run as the example of the documentation stands there', () => {
    const typed = example.replace(
      '(connection, version)',
      '(connection: DatabaseSync, version: number)',
    );
    const common = `const { DatabaseSync } = require('node:sqlite');\n${example
      .split('\n')
      .slice(2)
      .join('\n')
      .replaceAll(/export const (\w+) =/g, 'exports.$1 =')}`;
    assert.notEqual(typed, example);
    for (const [name, text] of [
      ['config.mjs', example],
      ['config.ts', typed],
      ['config.js', common],
    ] as const) {
      const made = makeBackend({ ...SCRIPTS, [`migrations/${name}`]: text }, { drivers: false });
      const report = made.report(['run']);
      assert.equal(report.error, undefined, name);
      assert.deepEqual(
        column(join(made.folder, 'app.db'), 'SELECT step FROM ledger'),
        [1, 2],
        name,
      );
      assert.deepEqual(readdirSync(join(made.folder, 'migrations')).length, 3);
    }
  });

  it('list what would run where nothing can be tried, and change nothing', () => {
    const made = makeBackend({ ...SCRIPTS, 'migrations/config.mjs': example }, { drivers: false });
    const database = join(made.folder, 'app.db');
    // Without a version record all scripts would run.
    const fresh = made.rehearsal([]);
    assert.deepEqual([fresh.error, fresh.migrations.length], [undefined, 2]);
    assert.equal(made.report(['run', '--to', '1']).error, undefined);
    const report = made.rehearsal([]);
    assert.deepEqual([report.ok, report.basis, report.from, report.to], [true, 'none', 1, 1]);
    assert.deepEqual(
      report.migrations.map(({ file, result }) => `${file} ${result}`),
      ['0002-tags.sql not-run'],
    );
    const { code, out, err } = made.run(['run', '--dry-run']);
    assert.equal(code, 0);
    assert.match(out, /^Would run on app\.db, in this order:\n {2}○ 0002-tags\.sql {2}not run\n/);
    assert.match(out, /1 migration would run, none was tried, version 1; app\.db itself was not/);
    assert.match(err, /config\.mjs has no hooks for transactions, so no script was tried/);
    assert.deepEqual(column(database, 'SELECT step FROM ledger'), [1]);
    assert.deepEqual(column(database, "SELECT name FROM sqlite_schema WHERE name = 'tags'"), []);
    made.write('.fastmigrate', `${SCRIPTS['.fastmigrate']}schema = wanted.sql\n`);
    assert.match(made.status().warnings.join('\n'), /not compared with the desired schema/);
    assert.match(made.rehearsal(['--on', 'reference']).error?.message ?? '', /SQLite files only/);
  });

  it('say what is missing', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.mjs': 'export const getVersion = 3;\n',
    });
    assert.match(
      made.run(['run']).err,
      /config\.mjs is missing required function\(s\): getConnection, ensureMetaTable, setVersion, executeSql/,
    );
  });

  it('run nothing on a version that another runner has changed meanwhile', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.mjs': `let version = 0;
export const getConnection = () => ({});
export const ensureMetaTable = () => {};
export const getVersion = () => version;
export const setVersion = (_, value) => { version = value; };
export const executeSql = (_, sql) => console.log('sql', sql);
export const begin = () => { version += 1; };
export const commit = () => {};
export const rollback = () => console.log('rolled back');
`,
    });
    const { code, out, err } = made.run(['run']);
    assert.equal(code, 1);
    assert.match(err, /it went from version 0 to 1 during the run/);
    assert.match(out, /rolled back/);
    assert.equal(out.includes('CREATE TABLE'), false);
  });

  it('do not stand beside another one', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.mjs': 'process.exit(9)\n',
      'migrations/config.py': 'raise SystemExit(9)\n',
    });
    for (const args of [['run'], ['status']]) {
      const { code, out, err } = made.run(args);
      assert.equal(code, 1);
      assert.match(`${out}${err}`, /config\.py and config\.mjs both select a database/);
    }
  });
});

describe('a connection string without hooks', () => {
  it('is refused, and no file of that name is made', () => {
    const made = makeBackend({
      ...SCRIPTS,
      '.fastmigrate':
        '[paths]\ndb = postgresql://me:hidden-thing@host/name\nmigrations = migrations\n',
    });
    const before = readdirSync(made.folder);
    for (const args of [['run'], ['create'], ['status'], ['backup'], ['baseline', '1']]) {
      const { code, out, err } = made.run(args);
      assert.equal(code, 1, args[0]);
      assert.match(`${out}${err}`, /is no file, and there is no config\.py, config\.mjs/, args[0]);
      assert.equal(`${out}${err}`.includes('hidden-thing'), false);
    }
    assert.deepEqual(readdirSync(made.folder), before);
  });
});
