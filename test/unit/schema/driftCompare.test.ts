import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithDesired } from '../../../src/core/generate/compare.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { makeProject } from '../../support/project.ts';

const SCHEMA = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nCREATE TABLE page (x);\n';

describe('a comparison with the desired schema', () => {
  it('begins with what the database holds, versioned or not', async () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE page (x)' } });
    writeFileSync(join(made.folder, 'schema.sql'), SCHEMA);
    const before = pictureOf(made.folder);
    const { from, to, diff, plan, source } = await compareWithDesired(
      made.project,
      { schema: 'schema.sql' },
      made.runtime,
    );
    assert.deepEqual(
      [from, to].map(({ tables }) => tables.map(({ name }) => name)),
      [['page'], ['book', 'page']],
    );
    assert.deepEqual(
      diff.changes.map(({ kind }) => kind),
      ['create-table'],
    );
    assert.deepEqual(
      plan.steps.map(({ kind }) => kind),
      ['create-table'],
    );
    assert.equal(source, 'schema.sql');
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('begins with what the scripts make where there is no database, and with nothing where there are none', async () => {
    const made = makeProject({
      database: 'none',
      scripts: { '0001-a.sql': 'CREATE TABLE page (x);' },
    });
    writeFileSync(join(made.folder, 'schema.sql'), SCHEMA);
    const changes = async (): Promise<number> =>
      (await compareWithDesired(made.project, { schema: 'schema.sql' }, made.runtime)).diff.changes
        .length;
    assert.equal(await changes(), 1);
    rmSync(made.project.migrations, { recursive: true });
    assert.equal(await changes(), 2);
    mkdirSync(made.project.migrations);
    assert.equal(await changes(), 2);
  });

  it('takes a relative source from the working folder, and the key of the configuration otherwise', async () => {
    const made = makeProject();
    execute(join(made.folder, 'wanted.db'), SCHEMA);
    const project = { ...made.project, schema: join(made.folder, 'wanted.db') };
    assert.equal((await compareWithDesired(project, {}, made.runtime)).diff.changes.length, 2);
    writeFileSync(join(made.project.migrations, 's.sql'), '');
    const runtime = { ...made.runtime, cwd: made.project.migrations };
    assert.equal(
      (await compareWithDesired(project, { schema: 's.sql' }, runtime)).diff.changes.length,
      0,
    );
  });

  it('is refused without a desired schema', async () => {
    const { project, runtime } = makeProject();
    await assert.rejects(compareWithDesired(project, {}, runtime), (error) =>
      MigrateError.is(error, 'no-desired-schema'),
    );
  });
});
