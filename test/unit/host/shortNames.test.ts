import assert from 'node:assert/strict';
import { shortNames } from '../../../src/host/shortNames.ts';
import type { Project } from '../../../src/core/project/project.ts';

function projectOf(database: string, more: Partial<Project> = {}): Project {
  return {
    name: 'default',
    root: '/w',
    database,
    migrations: '/w/migrations',
    convention: 'fastmigrate',
    history: true,
    ...more,
  };
}

function namesOf(...databases: readonly string[]): readonly string[] {
  return shortNames(databases.map((database) => projectOf(database)));
}

describe('short names of projects', () => {
  it('are the databases, or the sections of the configuration, where these differ', () => {
    assert.deepEqual(namesOf('/w/data/app.db', '/w/data/shop.sqlite'), ['app', 'shop']);
    const reports = projectOf('/w/data/r2.db', { name: 'reports' });
    assert.deepEqual(shortNames([projectOf('/w/data/app.db'), reports]), ['app', 'reports']);
  });

  it('have the folder with them where databases have one name', () => {
    assert.deepEqual(namesOf('/w/a/data/app.db', '/w/b/data/app.db', '/w/data/shop.db'), [
      'app (a)',
      'app (b)',
      'shop',
    ]);
  });

  it('have as many folders with them as it takes', () => {
    assert.deepEqual(namesOf('/w/a/x/app.db', '/w/b/x/app.db', '/w/a/y/app.db'), [
      'app (a/x)',
      'app (b/x)',
      'app (y)',
    ]);
  });

  it('tell a folder from one inside it', () => {
    assert.deepEqual(namesOf('/w/app.db', '/w/deep/app.db'), ['app (w)', 'app (deep)']);
  });

  it('tell sections of one name in several configurations', () => {
    const names = shortNames([
      projectOf('/w/one/data/r.db', { name: 'reports' }),
      projectOf('/w/two/data/r.db', { name: 'reports' }),
    ]);
    assert.deepEqual(names, ['reports (one)', 'reports (two)']);
  });

  it('tell files of one folder by their whole names', () => {
    assert.deepEqual(namesOf('/w/app.db', '/w/app.sqlite'), ['app (app.db)', 'app (app.sqlite)']);
  });

  it('tell projects on one database by their scripts', () => {
    const names = shortNames([
      projectOf('/w/app.db', { migrations: '/w/core/migrations' }),
      projectOf('/w/app.db', { migrations: '/w/plugin/migrations' }),
    ]);
    assert.deepEqual(names, ['app (core)', 'app (plugin)']);
  });

  it('understand the separators of Windows', () => {
    assert.deepEqual(namesOf('C:\\w\\a\\app.db', 'C:\\w\\b\\app.db'), ['app (a)', 'app (b)']);
  });

  it('are no longer than the name where nothing tells projects apart', () => {
    assert.deepEqual(namesOf('/w/app.db', '/w/app.db'), ['app', 'app']);
  });
});
