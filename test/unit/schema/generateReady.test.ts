import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { generateMigration } from '../../../src/core/generate/generate.ts';
import { Migrate } from '../../../src/migrate.ts';
import { execute, rows } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';
import { makeShop } from '../../support/shop.ts';
import { FIRST, changed, failureOf, makeWanted } from './generating.ts';

describe('a project that is not ready', () => {
  const desired = changed(['notes TEXT', 'notes TEXT, isbn TEXT']);

  it('with pending scripts is told to apply them first', async () => {
    const made = await makeWanted(desired);
    made.add({ '0002-later.sql': 'CREATE TABLE later (x);' });
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'refused'), String(error));
    assert.equal(
      error.message,
      'not generated in state PENDING: 0002-later.sql is pending: apply it first, with fastmigrate run. Nothing was changed',
    );
  });

  it('with an edited script is told so', async () => {
    const made = await makeWanted(desired);
    made.add({ '0001-initial.sql': `${FIRST}CREATE TABLE more (x);` });
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'refused') && error.failure.state === 'DIVERGED');
  });

  it('with two scripts of one number is told so', async () => {
    const made = await makeWanted(desired);
    made.add({ '0001-twice.sql': '' });
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'duplicate-version'), String(error));
  });

  it('without a version record is told to enroll', async () => {
    const made = await makeWanted(desired, { database: 'none' });
    execute(made.database, FIRST);
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'unversioned'), String(error));
  });

  it('without a desired schema is told to name one', async () => {
    const made = makeProject();
    const error = await failureOf(generateMigration(made.project, {}, made.runtime));
    assert.ok(MigrateError.is(error, 'no-desired-schema'), String(error));
  });
});

describe('a project without a database', () => {
  it('gets a script for what its scripts do not make yet, proven on an empty one', async () => {
    const made = await makeWanted(`${FIRST}CREATE TABLE author (id INTEGER PRIMARY KEY);`, {
      database: 'none',
    });
    const { file, proven, text } = await made.generate();
    assert.equal(basename(file ?? ''), '0002-create-author.sql');
    assert.equal(proven, false);
    assert.match(text, /proven on an empty database at version 1/);
    assert.ok(!existsSync(made.database));
  });

  it('and without scripts gets the first one, in the folder beside the database and in no other', async () => {
    const made = makeShop({ scripts: {}, database: 'none' });
    const schema = join(made.folder, 'schema.sql');
    writeFileSync(schema, 'CREATE TABLE Book (id INTEGER PRIMARY KEY);');
    const generate = (migrations: string) =>
      generateMigration({ ...made.project, migrations }, { schema }, made.runtime);
    const other = join(made.folder, 'none', 'yet');
    assert.ok(MigrateError.is(await failureOf(generate(other)), 'no-migrations-folder'));
    assert.ok(!existsSync(other));
    const beside = `${made.database}.migrations`;
    assert.equal((await generate(beside)).file, join(beside, '001.create_book.sql'));
  });
});

describe('the class Migrate', () => {
  it('generates the next script from its schema, or from another one', async () => {
    const made = makeShop();
    assert.equal((await made.run()).error, undefined);
    const schema = join(made.folder, 'schema.sql');
    const tables = `CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER);`;
    writeFileSync(schema, tables);
    writeFileSync(join(made.folder, 'other.sql'), `${tables}CREATE TABLE tag (name TEXT);`);
    const { migrations } = made.project;
    const migrate = new Migrate(made.database, { migrations, convention: 'tuplesaver', schema });
    assert.equal((await migrate.generate()).file, null);
    const { file } = await migrate.generate({ schema: join(made.folder, 'other.sql') });
    assert.equal(file, join(migrations, '004.create_tag.sql'));
    await migrate.apply('004.create_tag.sql');
    assert.deepEqual(rows(made.database, 'SELECT * FROM tag'), []);
  });
});
