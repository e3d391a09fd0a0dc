import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expandFleet, readList, requireOwnBackups } from '../../../src/core/fleet/expand.ts';
import { resolveProject } from '../../../src/core/project/discover.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../../support/project.ts';

/** Makes empty files, and tells which of them a pattern means. */
function matches(
  pattern: string,
  files: readonly string[],
  config = '',
): readonly string[] | undefined {
  const folder = folderWith(files);
  if (config !== '') writeFileSync(join(folder, '.fastmigrate'), config);
  const project = resolveProject({ cwd: folder, ...(config === '' ? { db: pattern } : {}) });
  if (project.fleet === undefined) return undefined;
  return expandFleet(project).map((path) => relative(folder, path));
}

function folderWith(files: readonly string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

describe('the databases of a fleet', () => {
  it('are those that a pattern matches, in order of name', () => {
    const files = ['tenants/b.db', 'tenants/a.db', 'tenants/deep/c.db', 'other.db'];
    assert.deepEqual(matches('tenants/*.db', files), ['tenants/a.db', 'tenants/b.db']);
    assert.deepEqual(matches('tenants/**/*.db', files), [
      'tenants/a.db',
      'tenants/b.db',
      'tenants/deep/c.db',
    ]);
    assert.deepEqual(matches('*/?.db', files), ['tenants/a.db', 'tenants/b.db']);
  });

  it('are SQLite files, so a module with hooks is refused once and not for each of them', () => {
    const folder = folderWith(['t/a.db', 't/b.db', 'migrations/config.py']);
    const project = resolveProject({ cwd: folder, db: 't/*.db' });
    assert.throws(
      () => expandFleet(project),
      (error: unknown) => MigrateError.is(error, 'custom-backend'),
    );
  });

  it('come from the key db of the configuration too', () => {
    assert.deepEqual(matches('', ['t/a.db', 't/b.db'], '[paths]\ndb = t/*.db\n'), [
      't/a.db',
      't/b.db',
    ]);
  });

  it('are never backups, copies that are being made, locks, references or what SQLite has beside a database', () => {
    const beside = [
      '.20260101_120000.backup',
      '.0123abcd.partial',
      '.fastmigrate-lock',
      '.fastmigrate-snapshot',
      '.fastmigrate-run.json',
      '.fastmigrate-restore',
      '.ref',
      '-wal',
      '-shm',
      '-journal',
      '.bak/2026-01-01T12-00-00.000000.003.a.db',
    ].map((end) => `t/a.db${end}`);
    assert.deepEqual(matches('t/*', ['t/a.db', ...beside]), ['t/a.db']);
    assert.deepEqual(matches('t/**/*', ['t/a.db', ...beside]), ['t/a.db']);
    assert.deepEqual(matches('', ['t/a.db', 't/keep/a.db', 't/prod.db'], CONFIGURED), ['t/a.db']);
  });

  it('is the one file that a name with stars stands for, where there is one', () => {
    assert.equal(matches('t/a*.db', ['t/a*.db', 't/ab.db']), undefined);
    assert.deepEqual(matches('t/a*.db', ['t/ab.db']), ['t/ab.db']);
  });

  it('are found below folders whose names look like patterns', () => {
    assert.deepEqual(matches('t[1]*/{x}/*.db', ['t[1]*/{x}/a.db', 't1/x/b.db']), [
      't[1]*/{x}/a.db',
    ]);
  });

  it('are files only, each once, whatever links lead to it', () => {
    const folder = folderWith(['t/b.db', 't/folder.db/x']);
    symlinkSync('b.db', join(folder, 't/a.db'));
    symlinkSync('nowhere.db', join(folder, 't/c.db'));
    const project = resolveProject({ cwd: folder, db: 't/*.db' });
    assert.deepEqual(
      expandFleet(project).map((path) => relative(folder, path)),
      ['t/a.db'],
    );
  });

  it('must be some', () => {
    assert.throws(
      () => matches('t/*.db', ['t/a.sqlite']),
      (error) =>
        MigrateError.is(error, 'bad-argument') && /no database matches/.test(error.message),
    );
  });

  it('need a folder that they share', () => {
    const config = '[paths]\ndb = t/*.db\nconvention = tuplesaver\n';
    assert.throws(() => matches('', ['t/a.db'], config), /migrations: .*share one folder/);
  });

  it('have no backups in one folder where these would get the same names', () => {
    const project = { ...resolveProject({ cwd: '/x', db: 't/*/app.db' }), backups: '/x/backups' };
    const same = ['/x/t/a/app.db', '/x/t/b/app.db'];
    assert.throws(() => requireOwnBackups(project, same), /mixed up/);
    requireOwnBackups(project, ['/x/t/a/one.db', '/x/t/b/two.db']);
    const { backups: _, ...beside } = project;
    requireOwnBackups(beside, same);
  });
});

const CONFIGURED = '[paths]\ndb = t/**/*.db\nbackups = t/keep\nreference = t/prod.db\n';

describe('a list of databases', () => {
  it('has one name in each line, spaces and all', () => {
    assert.deepEqual(readList('a b.db\r\n/y/c.db\n\n', '/x'), ['/x/a b.db', '/y/c.db']);
  });

  it('has names with line feeds where they are separated by NUL', () => {
    assert.deepEqual(readList('a\nb.db\0c.db\0', '/x'), ['/x/a\nb.db', '/x/c.db']);
  });
});
