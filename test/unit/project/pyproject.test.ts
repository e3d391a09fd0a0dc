import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { discoverProjects, resolveProject } from '../../../src/core/project/discover.ts';
import { temporaryFolder } from '../../support/project.ts';

const SETTINGS = '[project]\nname = "shop"\n\n[tool.tuplesaver]\ndb_path = "data/shop.sqlite"\n';

describe('a pyproject.toml', () => {
  it('names the database of a TupleSaver project, for the command line and the editor', async () => {
    const folder = folderWith(SETTINGS);
    const expected = {
      database: join(folder, 'data', 'shop.sqlite'),
      migrations: join(folder, 'data', 'shop.sqlite.migrations'),
      convention: 'tuplesaver',
    };
    const { database, migrations, convention } = resolveProject({ cwd: folder });
    assert.deepEqual({ database, migrations, convention }, expected);
    const found = await discoverProjects({ folder });
    assert.deepEqual(
      found.projects.map((each) => each.database),
      [expected.database],
    );
  });

  it('may call the tool by its newer name, which then counts', () => {
    const newer = '[tool.sqlir]\ndb_path = "new.sqlite"\n';
    for (const text of [newer, `${SETTINGS}${newer}`]) {
      const folder = folderWith(text);
      const { database, convention } = resolveProject({ cwd: folder });
      assert.deepEqual([database, convention], [join(folder, 'new.sqlite'), 'tuplesaver']);
    }
    assert.throws(
      () => resolveProject({ cwd: folderWith('[tool.sqlir]\ndb_path = 3\n') }),
      /tool\.sqlir\.db_path/,
    );
  });

  it('gives way to what is typed and to a configuration file', () => {
    const folder = folderWith(SETTINGS);
    assert.equal(resolveProject({ cwd: folder, db: 'a.db' }).database, join(folder, 'a.db'));
    writeFileSync(join(folder, '.fastmigrate'), '[paths]\ndb = b.db\n');
    assert.equal(resolveProject({ cwd: folder }).database, join(folder, 'b.db'));
  });

  it('finds a project once that its folder would show too', async () => {
    const folder = folderWith('[tool.tuplesaver]\ndb_path = "shop.sqlite"\n');
    mkdirSync(join(folder, 'shop.sqlite.migrations'));
    writeFileSync(join(folder, 'shop.sqlite.migrations', '001.a.sql'), 'SELECT 1;\n');
    const { projects } = await discoverProjects({ folder });
    assert.equal(projects.length, 1);
  });

  it('of another project says nothing, right or wrong', async () => {
    for (const text of [
      '[tool.poetry]\nname = "x"\n',
      'no = = toml',
      '[tool.tuplesaver]\nx = 1\n',
    ]) {
      const folder = folderWith(text);
      assert.deepEqual((await discoverProjects({ folder })).projects, []);
      assert.equal(resolveProject({ cwd: folder }).convention, 'fastmigrate');
    }
  });

  it('that is wrong is an error with its line', async () => {
    const folder = folderWith('[tool.tuplesaver]\ndb_path = "a\n');
    const { failures } = await discoverProjects({ folder });
    assert.deepEqual(
      failures.map(({ file, line }) => ({ file, line })),
      [{ file: join(folder, 'pyproject.toml'), line: 2 }],
    );
    assert.throws(
      () => resolveProject({ cwd: folderWith('[tool.tuplesaver]\ndb_path = 3\n') }),
      (error) => MigrateError.is(error, 'bad-config'),
    );
  });

  it('is never waited for', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pyproject.toml')]);
    assert.deepEqual((await discoverProjects({ folder })).projects, []);
  });
});

function folderWith(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pyproject.toml'), text);
  return folder;
}
