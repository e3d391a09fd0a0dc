import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { findConfig, resolveProject, resolveProjects } from '../../../src/core/project/discover.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const temporary = new TemporaryFolder();
after(() => {
  temporary.remove();
});

describe('project of a command line', () => {
  it('has the defaults without a configuration', () => {
    const cwd = temporary.with({});
    assert.deepEqual(resolveProject({ cwd }), {
      name: 'default',
      root: cwd,
      database: join(cwd, 'data', 'database.db'),
      migrations: join(cwd, 'migrations'),
      convention: 'fastmigrate',
      history: true,
    });
    assert.deepEqual(resolveProjects({ cwd }), [resolveProject({ cwd })]);
    assert.equal(findConfig({ cwd }), undefined);
  });

  it('follows the .fastmigrate of the current folder, not of one above', () => {
    const cwd = temporary.with({ '.fastmigrate': '[paths]\ndb = a.db\n', 'sub/x': '' });
    const project = resolveProject({ cwd });
    assert.equal(project.database, join(cwd, 'a.db'));
    assert.equal(project.migrations, join(cwd, 'migrations'));
    assert.equal(project.configFile, join(cwd, '.fastmigrate'));
    assert.equal(resolveProject({ cwd: join(cwd, 'sub') }).configFile, undefined);
  });

  it('prefers what is given, even where that equals the default', () => {
    const cwd = temporary.with({ '.fastmigrate': '[paths]\ndb = a.db\nmigrations = m\n' });
    const given = { cwd, db: 'data/database.db', migrations: './migrations/' };
    assert.equal(resolveProject(given).database, join(cwd, 'data', 'database.db'));
    assert.equal(resolveProject(given).migrations, join(cwd, 'migrations'));
    assert.equal(resolveProject({ cwd, db: 'b.db' }).migrations, join(cwd, 'm'));
  });

  it('takes given paths from the current folder, and configured ones from the folder of the file', () => {
    const cwd = temporary.with({ 'conf/my.ini': '[paths]\ndb = a.db\nmigrations = ../m\n' });
    const project = resolveProject({ cwd, config: 'conf/my.ini', migrations: 'here' });
    assert.equal(project.root, join(cwd, 'conf'));
    assert.equal(project.database, join(cwd, 'conf', 'a.db'));
    assert.equal(project.migrations, join(cwd, 'here'));
  });

  it('needs a configuration that is named, and ignores .fastmigrate then', () => {
    const cwd = temporary.with({ '.fastmigrate': '[paths]\ndb = a.db\n' });
    assert.throws(
      () => resolveProject({ cwd, config: 'other.ini' }),
      (error: unknown) =>
        MigrateError.is(error, 'bad-config') && error.failure.file === join(cwd, 'other.ini'),
    );
  });

  it('refuses empty arguments', () => {
    const cwd = temporary.with({});
    assertBadArgument(() => resolveProject({ cwd, db: '' }), 'db');
    assertBadArgument(() => resolveProject({ cwd, migrations: '' }), 'migrations');
    assertBadArgument(() => resolveProject({ cwd, config: '' }), 'config');
  });

  it('refuses a .fastmigrate that is a folder', () => {
    const cwd = temporary.with({ '.fastmigrate/x': '' });
    assert.throws(
      () => resolveProject({ cwd }),
      (error: unknown) => MigrateError.is(error, 'bad-config'),
    );
  });

  it('is the configured database of that name', () => {
    const cwd = temporary.with({
      '.fastmigrate':
        '[paths]\ndb = a.db\nbackups = bak\n[database logs]\ndb = l.db\nmigrations = lm\n',
    });
    const logs = resolveProject({ cwd, name: 'logs' });
    assert.deepEqual(
      [logs.name, logs.database, logs.migrations, logs.backups],
      ['logs', join(cwd, 'l.db'), join(cwd, 'lm'), undefined],
    );
    assert.equal(resolveProject({ cwd }).name, 'default');
    assert.equal(resolveProject({ cwd, name: 'default' }).database, join(cwd, 'a.db'));
    assert.deepEqual(
      resolveProjects({ cwd }).map(({ name }) => name),
      ['default', 'logs'],
    );
    assertBadArgument(() => resolveProject({ cwd, name: 'none' }), 'database');
    assertBadArgument(() => resolveProject({ cwd: temporary.with({}), name: 'x' }), 'database');
  });

  it('takes the scripts of the configured database that --db names', () => {
    const cwd = temporary.with({
      '.fastmigrate': '[paths]\ndb = a.db\n[database logs]\ndb = l.db\nmigrations = lm\n',
    });
    const project = resolveProject({ cwd, db: './l.db' });
    assert.equal(project.name, 'logs');
    assert.equal(project.migrations, join(cwd, 'lm'));
    assert.equal(resolveProject({ cwd, db: 'l.db', migrations: 'x' }).migrations, join(cwd, 'x'));
  });

  it('without [paths] is the only database, and not clear with several', () => {
    const one = temporary.with({ '.fastmigrate': '[database b]\ndb = b.db\n' });
    assert.equal(resolveProject({ cwd: one }).name, 'b');
    const text = '[database b]\ndb = b.db\n[database c]\ndb = c.db\n';
    const two = temporary.with({ '.fastmigrate': text });
    assertBadArgument(() => resolveProject({ cwd: two }), 'database');
    assert.equal(resolveProject({ cwd: two, db: 'd.db' }).database, join(two, 'd.db'));
  });

  it('follows the TupleSaver convention where it is set, or where the folder is named so', () => {
    const text = '[paths]\ndb = shop.db\nconvention = tuplesaver\n';
    const cwd = temporary.with({ '.fastmigrate': text });
    const configured = resolveProject({ cwd });
    assert.equal(configured.migrations, join(cwd, 'shop.db.migrations'));
    assert.equal(configured.convention, 'tuplesaver');
    assert.equal(configured.history, true);
    const given = { cwd: temporary.with({}), db: 'x.db', migrations: 'x.db.migrations' };
    assert.equal(resolveProject(given).convention, 'tuplesaver');
    assert.equal(resolveProject({ ...given, db: 'y.db' }).convention, 'fastmigrate');
  });
});

function assertBadArgument(act: () => unknown, argument: string): void {
  assert.throws(
    act,
    (error: unknown) =>
      MigrateError.is(error, 'bad-argument') && error.failure.argument === argument,
  );
}
