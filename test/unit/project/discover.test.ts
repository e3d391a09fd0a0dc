import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { discoverProjects, displayPath } from '../../../src/core/project/discover.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const temporary = new TemporaryFolder();
after(() => {
  temporary.remove();
});

const SCRIPT = { 'migrations/0001-a.sql': '' };

describe('projects in a folder', () => {
  it('are none in a folder that is empty, missing or a file', async () => {
    const folder = temporary.with({ file: '' });
    const nothing = { projects: [], failures: [], warnings: [] };
    assert.deepEqual(await discoverProjects({ folder }), nothing);
    assert.deepEqual(await discoverProjects({ folder: join(folder, 'none') }), nothing);
    assert.deepEqual(await discoverProjects({ folder: join(folder, 'file') }), nothing);
  });

  it('come from the folder and its direct sub-folders, in the order of names', async () => {
    const folder = temporary.with({
      ...SCRIPT,
      'b/.fastmigrate': '[paths]\ndb = b.db\n',
      'a/migrations/0007-x.py': '',
      'Z/migrations/0001-late.txt': '',
      'deep/er/.fastmigrate': '[paths]\n',
    });
    assert.deepEqual(await databasesIn({ folder }), [
      'data/database.db',
      'Z/data/database.db',
      'a/data/database.db',
      'b/b.db',
    ]);
  });

  it('are not looked for where tools keep their own files', async () => {
    const folder = temporary.with({
      'node_modules/migrations/0001-a.sql': '',
      '.hidden/migrations/0001-a.sql': '',
      'venv/migrations/0001-a.sql': '',
      'py/pyvenv.cfg': '',
      'py/migrations/0001-a.sql': '',
    });
    assert.deepEqual(await databasesIn({ folder }), []);
  });

  it('need a script in the migrations folder, which another tool may have too', async () => {
    const folder = temporary.with({
      'django/migrations/0001_initial.py': '',
      'empty/migrations/README.md': '',
      'folder/migrations/0001-a.sql/x': '',
    });
    assert.deepEqual(await databasesIn({ folder }), []);
  });

  it('are all those of a configuration, whose own word ends the search for defaults', async () => {
    const text = '[paths]\ndb = a.db\nmigrations = m\nextra = 1\n[database l]\ndb = l.db\n';
    const folder = temporary.with({ ...SCRIPT, '.fastmigrate': text });
    const found = await discoverProjects({ folder });
    assert.deepEqual(
      found.projects.map(({ name, configFile }) => [name, configFile]),
      [
        ['default', join(folder, '.fastmigrate')],
        ['l', join(folder, '.fastmigrate')],
      ],
    );
    const file = join(folder, '.fastmigrate');
    assert.deepEqual(found.warnings, [{ file, line: 4, message: 'unknown key "extra"' }]);
  });

  it('are failures where the configuration cannot be used, and the others stay', async () => {
    const folder = temporary.with({
      '.fastmigrate': '[paths]\ndb = 50%\n',
      ...SCRIPT,
      'dir/.fastmigrate/x': '',
      'latin/.fastmigrate': new Uint8Array([0x0a, 0xff]),
      'ok/.fastmigrate': '[paths]\ndb = ok.db\n',
    });
    const { projects, failures } = await discoverProjects({ folder });
    assert.deepEqual(
      projects.map(({ database }) => database),
      [join(folder, 'ok', 'ok.db')],
    );
    assert.deepEqual(
      failures.map(({ file, line }) => [displayPath(file, folder), line]),
      [
        ['.fastmigrate', 2],
        [join('dir', '.fastmigrate'), 1],
        [join('latin', '.fastmigrate'), 2],
      ],
    );
    assert.match(failures[0]?.message ?? '', /key "db".*Write %%/);
    assert.match(failures[1]?.message ?? '', /is a folder/);
    // It is shown at its line, where nothing was to be changed.
    assert.doesNotMatch(failures.map(({ message }) => message).join(), /Nothing was/);
  });

  it('come from further roots too, each once', async () => {
    const folder = temporary.with({
      'services/api/.fastmigrate': '[paths]\ndb = api.db\n',
      'services/bad/.fastmigrate': '',
      'top/.fastmigrate': '[paths]\ndb = top.db\n',
    });
    const roots = [
      'services/api',
      'services/bad',
      './services/bad/',
      'top',
      'none',
      '',
      join(folder, 'top'),
    ];
    assert.deepEqual(await databasesIn({ folder, roots }), ['top/top.db', 'services/api/api.db']);
    assert.equal((await discoverProjects({ folder, roots })).failures.length, 1);
  });

  it('come from the configuration file of another name', async () => {
    const folder = temporary.with({
      'my.ini': '[paths]\ndb = a.db\n',
      '.fastmigrate': '[paths]\ndb = not-this.db\n',
      'sub/my.ini': '[paths]\ndb = b.db\n',
    });
    assert.deepEqual(await databasesIn({ folder, configFile: 'my.ini' }), ['a.db', 'sub/b.db']);
    assert.deepEqual(await databasesIn({ folder, configFile: 'sub/my.ini' }), ['sub/b.db']);
  });

  it('are the same through links', async () => {
    const folder = temporary.with({ 'a/.fastmigrate': '[paths]\ndb = a.db\n' });
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(folder, 'none'), join(folder, 'broken'));
    assert.deepEqual(await databasesIn({ folder }), ['a/a.db']);
  });

  it('are those of TupleSaver by the name of the folder', async () => {
    const folder = temporary.with({
      'shop.db.migrations/001.a.sql': '',
      'data/logs.sqlite': '',
      'data/logs.sqlite.migrations/README.md': '',
      'other.migrations/notes.txt': '',
    });
    const { projects } = await discoverProjects({ folder });
    assert.deepEqual(projects, [
      {
        name: 'default',
        root: folder,
        database: join(folder, 'shop.db'),
        migrations: join(folder, 'shop.db.migrations'),
        convention: 'tuplesaver',
        history: true,
      },
      {
        name: 'default',
        root: join(folder, 'data'),
        database: join(folder, 'data', 'logs.sqlite'),
        migrations: join(folder, 'data', 'logs.sqlite.migrations'),
        convention: 'tuplesaver',
        history: true,
      },
    ]);
  });

  it('do not wait for a pipe that stands for a configuration', async function () {
    if (process.platform === 'win32') {
      // There are no such pipes in folders of Windows; the folder has no project there.
      assert.deepEqual(await databasesIn({ folder: temporary.with({}) }), []);
      return;
    }
    const folder = temporary.with({});
    execFileSync('mkfifo', [join(folder, '.fastmigrate')]);
    const { failures } = await discoverProjects({ folder });
    assert.match(failures[0]?.message ?? '', /not a plain file/);
  });

  it('leave out folders that may not be read', async () => {
    const folder = temporary.with({ ...SCRIPT, 'a/.fastmigrate': '[paths]\ndb = a.db\n' });
    mkdirSync(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0);
    assert.deepEqual(await databasesIn({ folder }), ['data/database.db', 'a/a.db']);
    chmodSync(join(folder, 'locked'), 0o700);
  });
});

describe('shown path', () => {
  it('is relative inside the folder and absolute outside', () => {
    const cwd = resolve('/home/space');
    const cases: readonly (readonly [string, string])[] = [
      [join(cwd, 'data', 'a.db'), join('data', 'a.db')],
      [cwd, '.'],
      [join(cwd, '..hidden', 'a.db'), join('..hidden', 'a.db')],
      [resolve('/home/spaceship/a.db'), resolve('/home/spaceship/a.db')],
      [resolve('/home'), resolve('/home')],
    ];
    for (const [path, shown] of cases) assert.equal(displayPath(path, cwd), shown);
  });
});

async function databasesIn(
  options: Parameters<typeof discoverProjects>[0],
): Promise<readonly string[]> {
  const { projects, failures } = await discoverProjects(options);
  if (options.roots === undefined) assert.deepEqual(failures, []);
  return projects.map(({ database }) =>
    displayPath(database, options.folder).replaceAll('\\', '/'),
  );
}
