import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { purePath } from '../../src/cli/compat/purePath.ts';
import { python } from '../support/process.ts';
import { executable, fastmigrate, fastmigrateJson, inFolder, inGolden } from './command.ts';
import { readContent } from './goldenFacts.ts';

const SCRIPTS = {
  'migrations/0001-shelf.sql': 'CREATE TABLE shelf (id INTEGER PRIMARY KEY);\n',
  'migrations/0002-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n',
};

describe('the five executables', () => {
  it('print paths as pathlib normalises them', () => {
    const cases = [
      '',
      '.',
      './a//b/',
      'a/../b',
      '/',
      '//',
      '///',
      '//a',
      '/a/./b',
      '../x',
      './',
      'a/.',
      'ä b',
      '.a',
      'a/..',
    ];
    const program =
      'import json, pathlib, sys; print(json.dumps([str(pathlib.PurePosixPath(p)) for p in json.loads(sys.argv[1])]))';
    const expected: unknown = JSON.parse(python(program, JSON.stringify(cases)));
    assert.deepEqual(
      cases.map((path) => purePath(path, 'linux')),
      expected,
    );
    const windows = program.replace('PurePosixPath', 'PureWindowsPath');
    const onWindows = ['C:/a//b', 'a/b\\c', '.', 'C:\\', 'a\\.\\b', '..\\x'];
    assert.deepEqual(
      onWindows.map((path) => purePath(path, 'win32')),
      JSON.parse(python(windows, JSON.stringify(onWindows))),
    );
    inFolder({}, (folder) => {
      assert.equal(
        executable(folder, 'create_db', ['--db', './a//b/x.db']).out.split('\n')[0],
        'Creating database at a/b/x.db',
      );
    });
  });

  it('say nothing where all went well', () => {
    inFolder(SCRIPTS, (folder) => {
      executable(folder, 'create_db', []);
      assert.deepEqual(executable(folder, 'run_migrations', []), { code: 0, out: '', err: '' });
      assert.equal(
        readContent(join(folder, 'data/database.db')).rows['_meta']?.[0]?.['version'],
        2,
      );
      assert.deepEqual(Object.keys(readContent(join(folder, 'data/database.db')).rows), [
        '_meta',
        'book',
        'shelf',
      ]);
    });
  });

  it('go on with a history that is there', () => {
    inFolder(SCRIPTS, (folder) => {
      fastmigrate(folder, ['create']);
      fastmigrate(folder, ['run', '--to', '1']);
      executable(folder, 'run_migrations', []);
      const { json } = fastmigrateJson(folder, ['status']);
      const { migrations } = json as { migrations: { status: string }[] };
      assert.deepEqual(
        migrations.map(({ status }) => status),
        ['applied', 'applied'],
      );
    });
  });

  it('back up before a run where --backup asks for it', () => {
    inFolder(SCRIPTS, (folder) => {
      executable(folder, 'create_db', ['--db', 'sub/a.db']);
      const { code, err } = executable(folder, 'run_migrations', ['--db', 'sub/a.db', '--backup']);
      assert.equal(code, 0);
      const name =
        /^Database backup created: (sub\/a\.db\.\d{8}_\d{6}\.backup)\n$/.exec(err)?.[1] ?? '';
      assert.equal(readContent(join(folder, name)).rows['_meta']?.[0]?.['version'], 0);
    });
  });

  it('leave nothing of a failed script behind', () => {
    inFolder(
      { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\nCREATE TABEL b (x);\n' },
      (folder) => {
        executable(folder, 'create_db', []);
        const { code, err } = executable(folder, 'run_migrations', []);
        assert.equal(code, 1);
        assert.match(err, /^migrations\/0001-a\.sql:2:8: error: near "TABEL": syntax error/);
        assert.match(
          err,
          /Error executing SQL script migrations\/0001-a\.sql:\n {2}near "TABEL": syntax error/,
        );
        assert.ok(
          err.endsWith(
            'Migration failed: migrations/0001-a.sql\n  • 0 migrations applied\n  • 1 migrations failed\n',
          ),
        );
        assert.deepEqual(Object.keys(readContent(join(folder, 'data/database.db')).rows), [
          '_meta',
        ]);
      },
    );
  });

  it('read paths of a configuration from its own folder', () => {
    inFolder({ 'sub/.fastmigrate': '[paths]\ndb = store/app.db\n' }, (folder) => {
      const { out } = executable(folder, 'create_db', ['--config_path', 'sub/.fastmigrate']);
      assert.match(out, /at: sub\/store\/app\.db\n$/);
      assert.ok(existsSync(join(folder, 'sub/store/app.db')));
    });
  });

  it('let an option win over the configuration even where it equals the default', () => {
    inFolder({ '.fastmigrate': '[paths]\ndb = other.db\n' }, (folder) => {
      assert.match(
        executable(folder, 'create_db', ['--db', 'data/database.db']).out,
        /at: data\/database\.db\n$/,
      );
      assert.match(executable(folder, 'create_db', []).out, /at: other\.db\n$/);
    });
  });

  it('name file and line of a configuration that cannot be used', () => {
    inFolder({ '.fastmigrate': 'db = x\n' }, (folder) => {
      const { code, out, err } = executable(folder, 'check_version', []);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /^\.fastmigrate:1:1: error: /);
    });
  });

  for (const [name, out, err] of [
    ['check_version', 'Database file does not exist: no.db\n', ''],
    ['backup_db', 'Warning: Database file does not exist: no.db\n', ''],
    ['enroll_db', '', 'Error: Database file does not exist: no.db\n'],
    [
      'run_migrations',
      '',
      'Error: Database file does not exist: no.db\nThe database file must exist before running migrations.\n',
    ],
  ] as const)
    it(`answers an absent database: ${name}`, () => {
      inFolder({ 'migrations/0001-a.sql': '' }, (folder) => {
        const ended = executable(folder, name, ['--db', 'no.db']);
        assert.equal(ended.code, 1);
        assert.ok(ended.out.endsWith(out));
        assert.equal(ended.err, err);
        assert.equal(existsSync(join(folder, 'no.db')), false);
      });
    });

  it('make no file for :memory:', () => {
    inFolder({}, (folder) => {
      assert.equal(executable(folder, 'create_db', ['--db', ':memory:']).code, 1);
      assert.deepEqual(readdirSync(folder), []);
    });
  });

  it('say which migrations folder is missing', () => {
    inFolder({}, (folder) => {
      executable(folder, 'create_db', ['--db', 'a.db']);
      const { code, err } = executable(folder, 'run_migrations', ['--db', 'a.db']);
      assert.equal(code, 1);
      assert.match(err, /^Error: cannot read the migrations folder /);
    });
  });

  it('take a folder in place of a database as an error, not as an unversioned database', () => {
    inFolder(SCRIPTS, (folder) => {
      mkdirSync(join(folder, 'a.db'));
      for (const name of [
        'create_db',
        'check_version',
        'backup_db',
        'run_migrations',
        'enroll_db',
      ]) {
        const { code, out, err } = executable(folder, name, ['--db', 'a.db']);
        assert.equal(code, 1, name);
        assert.match(out + err, /it is a folder/, name);
      }
    });
  });

  it('enroll a database without touching its rows, and never over an existing script', () => {
    inGolden('fm-unversioned', (folder) => {
      const before = readContent(join(folder, 'app.db'));
      const refused = executable(folder, 'enroll_db', ['--db', 'app.db']);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /^migrations\/0001-shelves\.sql: error: /);
      assert.deepEqual(readContent(join(folder, 'app.db')), before);
      assert.deepEqual(
        executable(folder, 'enroll_db', ['--db', 'app.db', '--migrations', 'sub/m']),
        { code: 0, out: '', err: '' },
      );
      assert.deepEqual(readdirSync(join(folder, 'sub/m')), ['0001-initial.sql']);
      const { objects, rows, journal_mode } = readContent(join(folder, 'app.db'));
      assert.deepEqual(rows, { ...before.rows, _meta: [{ id: 1, version: 1 }] });
      assert.deepEqual(
        objects.filter(({ name }) => name !== '_meta'),
        before.objects,
      );
      assert.equal(journal_mode, before.journal_mode);
    });
  });

  it('wait for the next second rather than fail for a second backup', () => {
    inGolden('fm-v3', (folder) => {
      for (let count = 1; count <= 2; count++)
        assert.equal(executable(folder, 'backup_db', ['--db', 'app.db']).code, 0);
      assert.equal(readdirSync(folder).filter((name) => name.endsWith('.backup')).length, 2);
    });
  });

  it('show what a script prints, on the stream that it prints to', () => {
    inFolder({ 'migrations/0001-a.sh': 'echo out\necho err >&2\n' }, (folder) => {
      executable(folder, 'create_db', []);
      assert.deepEqual(executable(folder, 'run_migrations', []), {
        code: 0,
        out: 'out\n',
        err: 'err\n',
      });
    });
  });

  it('report a version that is no number instead of failing on it', () => {
    inFolder(SCRIPTS, (folder) => {
      const make =
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('CREATE TABLE _meta (id, version)'); db.execute('INSERT INTO _meta VALUES (1, ?)', ('abc',)); db.commit()";
      python(make, join(folder, 'a.db'));
      for (const name of ['create_db', 'check_version', 'run_migrations', 'enroll_db']) {
        const { code, out, err } = executable(folder, name, ['--db', 'a.db']);
        assert.equal(code, 1, name);
        assert.match(out + err, /the text "abc", not a/, name);
      }
    });
  });

  it('exit 2 with usage for wrong arguments', () => {
    inFolder({}, (folder) => {
      writeFileSync(join(folder, '.fastmigrate'), 'broken');
      const { code, out, err } = executable(folder, 'check_version', ['--db', 'x', 'extra']);
      assert.deepEqual([code, out], [2, '']);
      assert.match(
        err,
        /^usage: fastmigrate_check_version \[-h\] \[--db DB\] \[--config_path CONFIG_PATH\]\nfastmigrate_check_version: error: unrecognized arguments: extra\n$/,
      );
      assert.equal(readFileSync(join(folder, '.fastmigrate'), 'utf8'), 'broken');
    });
  });
});
