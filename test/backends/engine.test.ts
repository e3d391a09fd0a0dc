import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MigrateError } from '../../src/core/errors.ts';
import { resolveProject } from '../../src/core/project/discover.ts';
import { handlers } from '../../src/engine/handlers.ts';
import { processFacts } from '../../src/processFacts.ts';
import { systemRuntime } from '../../src/systemRuntime.ts';
import { execute } from '../support/database.ts';
import { exampleOf, MAIN, makeBackend } from './project.ts';

const TEXT =
  'CREATE TABLE people (id serial, tags text[]);\nDELETE FROM people WHERE ;\nSELECT peo';

describe('the engine, for scripts of another database', function () {
  this.timeout(30_000);
  const made = makeBackend({
    ...exampleOf('Python with everything'),
    '.fastmigrate': '[paths]\ndb = app.db\nmigrations = migrations\nreference = app.db.ref\n',
    'migrations/0001-people.sql': 'CREATE TABLE people (name);\n',
    'migrations/0002-next.sql': TEXT,
  });
  const runtime = (cwd: string) => ({
    ...systemRuntime(),
    cwd,
    node: { ...processFacts(), entry: MAIN },
  });
  const project = () => resolveProject({ cwd: made.folder });
  const place = () => ({
    project: project(),
    file: '0002-next.sql',
    text: TEXT,
    offset: TEXT.length,
  });

  before(() => assert.equal(made.report(['run', '--to', '1']).error, undefined));

  it('finds no mistakes by the rules of SQLite, and proposes and explains nothing', async () => {
    // As a file of SQLite, all of this would be answered: the database is one.
    const at = { ...place(), offset: TEXT.indexOf('people') + 1 };
    assert.deepEqual(await handlers.checkScript(place(), runtime), { diagnostics: [] });
    assert.deepEqual((await handlers.completeScript(place(), runtime)).items, []);
    assert.equal(await handlers.describeScript(at, runtime), null);
    const erasing = { ...place(), text: 'DELETE FROM people;', offset: 3 };
    assert.equal(await handlers.stakes(erasing, runtime), null);
    execute(
      join(made.folder, 'app.db'),
      'CREATE TABLE _meta (id INTEGER PRIMARY KEY, version INTEGER); INSERT INTO _meta VALUES (1, 1); CREATE TABLE _migrations AS SELECT * FROM scripts',
    );
    const edited = { project: project(), version: 1, text: 'CREATE TABLE persons (name);\n' };
    assert.equal(await handlers.appliedEdit(edited, runtime), null);
  });

  it('reads what was recorded of a script through the hooks', async () => {
    const text = (version: number) =>
      handlers.appliedText({ project: project(), version }, runtime);
    assert.equal(await text(1), 'CREATE TABLE people (name);\n');
    assert.equal(await text(2), null);
  });

  it('refuses what needs a SQLite file', async () => {
    const own = project();
    const refused = async (request: () => unknown): Promise<void> =>
      assert.rejects(
        async () => request(),
        (error: unknown) => MigrateError.is(error, 'custom-backend'),
      );
    await refused(() => handlers.schema({ project: own }, runtime));
    await refused(() => handlers.referenceText({ project: own, version: 1 }, runtime));
    await refused(() => handlers.previewRestore({ project: own, file: 'x' }, runtime));
    await refused(() =>
      handlers.followUp({ project: own, version: 1, file: '0001-people.sql', text: '' }, runtime),
    );
  });
});
