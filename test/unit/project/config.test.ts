import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { MigrateError } from '../../../src/core/errors.ts';
import { readConfig, readPythonPaths } from '../../../src/core/project/config.ts';
import { parseIni } from '../../../src/core/project/ini.ts';
import { renderConfig } from '../../../src/core/project/renderConfig.ts';
import { PythonConfigparser } from './pythonConfigparser.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const FILE = resolve('/project/.fastmigrate');
const at = (path: string): string => resolve('/project', path);

describe('configuration', () => {
  it('gives the typed values of [paths], with paths from its folder', () => {
    const text = [
      '[paths]',
      'db = data/app.db',
      'migrations = ../scripts',
      'reference = prod.ref',
      'backups = bak',
      'schema = schema.sql',
      'history = Off',
      'convention = fastmigrate',
      'python = .venv/bin/python',
      'target = 3.40.1',
    ].join('\n');
    const config = readConfig(FILE, text);
    assert.equal(config.folder, at('.'));
    assert.deepEqual(config.warnings, []);
    assert.deepEqual(config.databases, [
      {
        name: 'default',
        database: at('data/app.db'),
        migrations: at('../scripts'),
        reference: at('prod.ref'),
        backups: at('bak'),
        schema: at('schema.sql'),
        history: false,
        convention: 'fastmigrate',
        python: at('.venv/bin/python'),
        target: '3.40.1',
      },
    ]);
  });

  it('leaves out what is not set, and a bare program name as it is', () => {
    const config = readConfig(FILE, '[paths]\npython = python3.12\n');
    assert.deepEqual(config.databases, [{ name: 'default', python: 'python3.12' }]);
  });

  it('keeps absolute paths, quotes, variables and spaces as they stand', () => {
    const absolute = resolve('/elsewhere/a b.db');
    const config = readConfig(FILE, `[paths]\ndb = ${absolute}\nmigrations = $HOME/m\n`);
    assert.equal(config.databases[0]?.database, absolute);
    assert.equal(config.databases[0]?.migrations, at('$HOME/m'));
  });

  it('takes the booleans of configparser', () => {
    const history = (word: string): boolean | undefined =>
      readConfig(FILE, `[paths]\nhistory = ${word}\n`).databases[0]?.history;
    for (const word of ['on', 'ON', 'yes', 'true', '1']) assert.equal(history(word), true);
    for (const word of ['off', 'Off', 'no', 'false', '0']) assert.equal(history(word), false);
  });

  it('lists further databases, which share [DEFAULT] and nothing else', () => {
    const text =
      '[DEFAULT]\nroot = store\nhistory = off\n[database logs]\ndb = %(root)s/logs.db\n' +
      '[paths]\ndb = %(root)s/app.db\nmigrations = m\n[database  Größe ]\ndb = g.db\nhistory = on\n[other]\nx = 1\n';
    const config = readConfig(FILE, text);
    assert.deepEqual(config.warnings, []);
    assert.deepEqual(config.databases, [
      { name: 'default', database: at('store/app.db'), migrations: at('m'), history: false },
      { name: 'logs', database: at('store/logs.db'), history: false },
      { name: 'Größe', database: at('g.db'), history: true },
    ]);
  });

  it('warns of unknown keys and of what looks meant otherwise, in the order of the lines', () => {
    const text =
      '[paths]\ndb = "a.db"\nmigration = m\n[database]\ndb = x\n[database b]\ndb = ~/b.db\nmigrations = m # no\n__proto__ = 1\n';
    const config = readConfig(FILE, text);
    assert.deepEqual(
      config.warnings.map(({ line, message }) => `${line} ${message}`),
      [
        '2 key "db": the quotes are taken as part of the name',
        '3 unknown key "migration"',
        '4 [database] has no name and is ignored. Write [database NAME]',
        '7 key "db": "~" is not replaced by the home folder',
        '8 key "migrations": a comment must be on a line of its own; this one is taken as part of the name',
        '9 unknown key "__proto__"',
      ],
    );
    assert.equal(config.databases[0]?.database, at('"a.db"'));
  });

  const faults: readonly (readonly [string, string, number, string | undefined, RegExp])[] = [
    ['an empty file', '', 1, undefined, /\[paths\] is missing/],
    ['a file with only [DEFAULT]', '[DEFAULT]\ndb = a\n', 1, undefined, /\[paths\] is missing/],
    ['[PATHS]', '\n[PATHS]\ndb = a\n', 2, undefined, /write \[paths\] for \[PATHS\]/],
    ['no section at all', 'db = a\n', 1, undefined, /section such as \[paths\]/],
    ['a key twice', '[paths]\ndb = a\ndb = b\n', 3, 'db', /set twice/],
    ['an empty path', '[paths]\nmigrations = m\ndb =\n', 3, 'db', /has no value/],
    ['a path that runs on', '[paths]\ndb = a\n  migrations = m\n', 2, 'db', /next line/],
    ['a path with NUL', '[paths]\ndb = a\0b\n', 2, 'db', /NUL/],
    ['a bare percent sign', '[paths]\ndb = 50%.db\n', 2, 'db', /Write %%/],
    ['a bad boolean', '[paths]\nhistory = maybe\n', 2, 'history', /on or off, not "maybe"/],
    ['an unknown convention', '[paths]\nconvention = x\n', 2, 'convention', /not "x"/],
    ['a bad target', '[paths]\ntarget = new\n', 2, 'target', /such as 3.35/],
    ['a target before 3', '[paths]\ntarget = 2.8\n', 2, 'target', /such as 3.35/],
    [
      'TupleSaver without history',
      '[paths]\nconvention = tuplesaver\nhistory = no\n',
      3,
      'history',
      /off/,
    ],
    [
      'a database without a path',
      '[paths]\n[database a]\nhistory = on\n',
      2,
      'db',
      /missing in \[database a\]/,
    ],
    ['a database twice', '[database a]\ndb = 1\n[database  a]\ndb = 2\n', 3, undefined, /repeats/],
    [
      'a database named default',
      '[database default]\ndb = 1\n',
      1,
      undefined,
      /stands for \[paths\]/,
    ],
  ];
  for (const [what, text, line, key, reason] of faults) {
    it(`refuses ${what}, with file, line and key`, () => {
      assertBadConfig(() => readConfig(FILE, text), { file: FILE, line, key, reason });
    });
  }
});

describe('configuration file', () => {
  const temporary = new TemporaryFolder();
  after(() => {
    temporary.remove();
  });

  it('is read as UTF-8, with or without a byte order mark', () => {
    for (const mark of ['', '\uFEFF']) {
      const folder = temporary.with({ '.fastmigrate': `${mark}[paths]\r\ndb = größe.db\r\n` });
      const config = readConfig(join(folder, '.fastmigrate'));
      assert.equal(config.databases[0]?.database, join(folder, 'größe.db'));
    }
  });

  it('in another encoding is refused at the line of the first wrong byte', () => {
    const bytes = new Uint8Array(Buffer.from('[paths]\ndb = caf\xe9.db\nx = \xff\n', 'latin1'));
    const file = join(temporary.with({ '.fastmigrate': bytes }), '.fastmigrate');
    assertBadConfig(() => readConfig(file), { file, line: 2, key: undefined, reason: /UTF-8/ });
  });

  it('that does not exist is refused; for the Python tools it sets nothing', () => {
    const file = join(temporary.with({}), 'none');
    const reason = /does not exist/;
    assertBadConfig(() => readConfig(file), { file, line: 1, key: undefined, reason });
    assert.deepEqual(readPythonPaths(file), {});
  });

  it('that is a folder is refused', () => {
    const file = join(temporary.with({}), '.fastmigrate');
    mkdirSync(file);
    const expected = { file, line: 1, key: undefined, reason: /is a folder/ };
    assertBadConfig(() => readConfig(file), expected);
    assertBadConfig(() => readPythonPaths(file), expected);
  });

  it('gives the Python tools db and migrations as written, and nothing of other sections', () => {
    const text =
      '[DEFAULT]\nr = x\n[paths]\nDB: %(r)s/a.db\nmigrations =\nhistory = never\n[database b]\ndb = b\n';
    const file = join(temporary.with({ '.fastmigrate': text }), '.fastmigrate');
    assert.deepEqual(readPythonPaths(file), { db: 'x/a.db', migrations: '' });
  });

  it('without [paths] is refused for the Python tools, even with other databases', () => {
    const file = join(temporary.with({ f: '[database b]\ndb = b\n' }), 'f');
    const reason = /\[paths\] is missing/;
    assertBadConfig(() => readPythonPaths(file), { file, line: 1, key: undefined, reason });
    assert.equal(readConfig(file).databases[0]?.name, 'b');
  });
});

describe('written configuration', () => {
  const python = new PythonConfigparser();
  after(() => {
    python.end();
  });

  const pathTexts = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '%',
          '%(db)s',
          '=',
          ':',
          '#',
          ';',
          '[',
          ']',
          ' ',
          '\t',
          '"',
          '/',
          '\\',
          '~',
          'é',
          '\n',
          '\x1c',
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((parts) => parts.join(''));

  it('gives Python and this project the same paths back, or is refused', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(pathTexts, pathTexts, async (db, migrations) => {
        let text: string;
        try {
          text = renderConfig({ db, migrations });
        } catch (error) {
          assert.ok(MigrateError.is(error, 'bad-argument'));
          return;
        }
        written += 1;
        const [theirs] = await python.read([text]);
        assert.ok(theirs?.ok === true);
        const values = [
          { key: 'db', value: db },
          { key: 'migrations', value: migrations },
        ];
        assert.deepEqual(theirs.sections, [
          ['DEFAULT', []],
          ['paths', values],
        ]);
        const ours = parseIni(text, FILE);
        assert.equal(ours.get('paths', 'db')?.value, db);
        assert.equal(ours.get('paths', 'migrations')?.value, migrations);
      }),
      { numRuns: 500 },
    );
    assert.ok(written > 50, `only ${written} texts were written`);
  });

  it('begins with a comment and has the defaults in plain sight', () => {
    const text = renderConfig({ db: 'data/database.db', migrations: 'migrations' });
    assert.match(text, /^# FastMigrate/);
    assert.match(text, /\n\[paths\]\ndb = data\/database\.db\nmigrations = migrations\n$/);
  });

  it('refuses what the format cannot hold', () => {
    for (const db of ['', ' a', 'a ', 'a\nb', 'a\rb', 'a\0', '\ud800']) {
      assert.throws(
        () => renderConfig({ db, migrations: 'm' }),
        (error: unknown) =>
          MigrateError.is(error, 'bad-argument') && error.failure.argument === 'db',
      );
    }
  });
});

function assertBadConfig(
  act: () => unknown,
  expected: {
    readonly file: string;
    readonly line: number;
    readonly key: string | undefined;
    readonly reason: RegExp;
  },
): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(MigrateError.is(error, 'bad-config'));
    const { file, line, key, reason } = error.failure;
    assert.deepEqual(
      { file, line, key },
      { file: expected.file, line: expected.line, key: expected.key },
    );
    assert.match(reason, expected.reason);
    return true;
  });
}
