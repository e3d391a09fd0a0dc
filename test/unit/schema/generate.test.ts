import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { readDifference } from '../../../src/core/generate/difference.ts';
import { draftScript } from '../../../src/core/generate/draft.ts';
import { generateMigration } from '../../../src/core/generate/generate.ts';
import type { GenerateOptions } from '../../../src/core/generate/generate.ts';
import { Migrate } from '../../../src/migrate.ts';
import { dump, execute, rows } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { makeProject } from '../../support/project.ts';
import type { Made, ProjectParts } from '../../support/project.ts';
import { makeShop } from '../../support/shop.ts';
import { runStock } from '../../support/stockSqlite.ts';

const FIRST = `CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf (id) ON DELETE CASCADE, title TEXT, notes TEXT);
CREATE INDEX by_title ON book (title);
CREATE TRIGGER stamp AFTER INSERT ON book BEGIN UPDATE shelf SET place = place WHERE id = new.shelf; END;
`;
const ROWS = `INSERT INTO shelf VALUES (1, 'hall'), (2, 'attic');
INSERT INTO book VALUES (1, 1, 'a', 'first'), (2, 1, 'b', NULL), (7, 2, NULL, 'third');`;

interface Wanted extends Made {
  /** Replaces the desired schema. */
  want(sql: string): void;
  generate(options?: GenerateOptions): ReturnType<typeof generateMigration>;
}

/** A project at version 1 with rows, and a desired schema beside it. */
async function makeWanted(desired: string, parts: ProjectParts = {}): Promise<Wanted> {
  const made = makeProject({ scripts: { '0001-initial.sql': FIRST }, ...parts });
  const schema = join(made.folder, 'schema.sql');
  const project = { ...made.project, schema };
  writeFileSync(schema, desired);
  if (parts.database !== 'none') {
    const { error } = await made.run();
    assert.equal(error, undefined);
    execute(made.database, ROWS);
  }
  return {
    ...made,
    project,
    want: (sql) => writeFileSync(schema, sql),
    generate: (options = {}) => generateMigration(project, options, made.runtime),
  };
}

/** The first schema with parts of its text replaced. */
function changed(...replacements: readonly (readonly [string, string])[]): string {
  let sql = FIRST;
  for (const [from, to] of replacements) {
    assert.ok(sql.includes(from), from);
    sql = sql.replace(from, to);
  }
  return sql;
}

const proofFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`fastmigrate-proof-${process.pid}-`));

describe('generating a migration', () => {
  afterEach(() => assert.deepEqual(proofFolders(), []));

  it('writes nothing where nothing differs but the way it is written', async () => {
    const made = await makeWanted(FIRST.replaceAll('CREATE TABLE', 'create  table /* same */'));
    const before = pictureOf(made.folder);
    const report = await made.generate();
    assert.deepEqual([report.file, report.text, report.changes], [null, '', []]);
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('writes the next script for a new column, which runs and leaves every row', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes TEXT, isbn TEXT']));
    const books = rows(made.database, 'SELECT * FROM book');
    const before = dump(made.database);
    const { file, text, changes, hazards, undecided, proven } = await made.generate();
    assert.deepEqual(dump(made.database), before);
    assert.equal(basename(file ?? ''), '0002-alter-book.sql');
    assert.equal(readFileSync(file ?? '', 'utf8'), text);
    assert.deepEqual(changes, ['add column book.isbn TEXT']);
    assert.deepEqual([hazards, undecided, proven], [[], [], true]);
    assert.match(text, /ALTER TABLE "?book"? ADD COLUMN isbn TEXT;/);
    assert.equal((await made.run()).error, undefined);
    assert.deepEqual(
      rows(made.database, 'SELECT * FROM book'),
      books.map((row) => ({ ...row, isbn: null })),
    );
    assert.equal((await made.generate()).file, null);
  });

  it('says in the script what it does, what it was proven on and how to consolidate', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes TEXT, isbn TEXT']));
    const { text } = await made.generate();
    const [head] = text.split('\n\n');
    assert.equal(
      head,
      `-- Makes the schema that schema.sql asks for:
--   add column book.isbn TEXT
-- Generated, and proven on a copy of the database at version 1.
-- While this migration has not reached production, you can change the models, restore, delete this file and
-- generate again to have one migration instead of several.`,
    );
    assert.ok(!text.includes(made.folder) && !text.includes(tmpdir()));
  });

  it('rebuilds a table that children refer to, with its indexes and triggers', async () => {
    const made = await makeWanted(changed(['place TEXT NOT NULL', 'place TEXT NOT NULL UNIQUE']));
    const { file } = await made.generate();
    assert.equal((await made.run()).error, undefined);
    assert.equal(rows(made.database, 'SELECT * FROM book').length, 3);
    assert.equal(basename(file ?? ''), '0002-alter-shelf.sql');
    assert.equal((await made.generate()).file, null);
  });

  it('writes a script that stock SQLite runs too', async () => {
    const made = await makeWanted(
      changed(
        ['place TEXT NOT NULL', "place TEXT NOT NULL CHECK (place <> '')"],
        ['title TEXT', 'title TEXT COLLATE NOCASE'],
      ),
    );
    const { text } = await made.generate();
    assert.equal(runStock(made.database, `BEGIN;\n${text}\nCOMMIT;`), undefined);
    assert.equal(rows(made.database, 'SELECT * FROM book').length, 3);
    const { diff } = await readDifference(made.project, {}, made.runtime);
    assert.deepEqual(diff.changes, []);
  });

  it('takes the name that it is given', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes TEXT, isbn TEXT']));
    const { file } = await made.generate({ name: 'Know ISBNs' });
    assert.equal(basename(file ?? ''), '0002-know-isbns.sql');
  });

  it('names a script after the tables, shortened where there are many', async () => {
    const tables = Array.from({ length: 12 }, (_, index) => `CREATE TABLE table_${index} (x);`);
    const made = await makeWanted(FIRST + tables.join('\n'));
    const { file } = await made.generate();
    assert.match(basename(file ?? ''), /^0002-create-table-0-table-1-.*-and-more\.sql$/);
    assert.ok(basename(file ?? '').length < 75);
  });

  it('prints only, where nothing is to be written', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes TEXT, isbn TEXT']));
    const before = pictureOf(made.folder);
    const { file, text } = await made.generate({ dryRun: true });
    assert.equal(file, null);
    assert.match(text, /ADD COLUMN/);
    assert.deepEqual(pictureOf(made.folder), before);
  });
});

describe('data that stand in the way', () => {
  it('are named with their number and a query, and nothing is written', async () => {
    const made = await makeWanted(changed(['title TEXT', 'title TEXT NOT NULL']));
    const before = pictureOf(made.folder);
    const error = await failureOf(made.generate({ allowDestructive: true }));
    assert.ok(MigrateError.is(error, 'data-violates'), String(error));
    const [problem] = error.failure.problems;
    assert.deepEqual([problem?.object, problem?.rows], ['book.title', 1]);
    assert.equal(rows(made.database, problem?.query ?? '').length, 1);
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('are lost only with consent', async () => {
    const made = await makeWanted(changed([', notes TEXT', '']));
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'destructive'), String(error));
    assert.deepEqual(
      error.failure.problems.map(({ object, rows: at }) => [object, at]),
      [['book.notes', 2]],
    );
    assert.deepEqual(namesIn(made.project.migrations), ['0001-initial.sql']);
    const { text } = await made.generate({ allowDestructive: true });
    assert.match(text, /^-- What is at stake:\n--   .*2 rows\./im);
    assert.equal((await made.run()).error, undefined);
    assert.equal((await made.generate()).file, null);
  });

  it('are asked for also where a table is empty', async () => {
    const made = await makeWanted('');
    execute(made.database, 'DELETE FROM book; DELETE FROM shelf');
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'destructive'), String(error));
  });

  it('of a column whose type alters them need consent, and then are proven all the same', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes INTEGER']));
    execute(made.database, `UPDATE book SET notes = '007' WHERE id = 7`);
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'destructive'), String(error));
    assert.equal(error.failure.problems[0]?.object, 'book.notes');
    await made.generate({ allowDestructive: true });
    assert.equal((await made.run()).error, undefined);
    assert.deepEqual(rows(made.database, 'SELECT notes FROM book WHERE id = 7'), [{ notes: 7 }]);
  });
});

describe('a script that is not proven', () => {
  it('is not written, and the failure says what is wrong with it', async () => {
    const trigger =
      'CREATE TRIGGER wrong AFTER INSERT ON book BEGIN UPDATE shelf SET place = new.nowhere; END;';
    const made = await makeWanted(FIRST + trigger);
    const before = pictureOf(made.folder);
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'not-proven'), String(error));
    assert.deepEqual(error.failure.differences, [
      'trigger stamp or trigger wrong does not compile: no such column: new.nowhere',
    ]);
    assert.deepEqual(pictureOf(made.folder), before);
  });
});

describe('what may have been renamed', () => {
  const RENAMED = changed(['notes TEXT', 'remarks TEXT']);

  it('is written as two options behind a statement that does not run', async () => {
    const made = await makeWanted(RENAMED);
    const { file, text, undecided } = await made.generate();
    assert.deepEqual(
      undecided.map(({ table, from, to }) => [table, from, to]),
      [['book', 'notes', 'remarks']],
    );
    assert.match(
      text,
      /^-- Option 1: column book\.notes is renamed to remarks; this keeps 2 rows/m,
    );
    assert.match(text, /^-- Option 2: column book\.notes is dropped .*; this loses 2 rows/m);
    const before = dump(made.database);
    const { error } = await made.run();
    const line = text.split('\n').findIndex((each) => each.startsWith('SELECT choose_an_option'));
    assert.deepEqual([error?.code, error?.line], ['statement-failed', line + 1]);
    assert.match(error?.message ?? '', /choose_an_option_below/);
    assert.match(runStock(made.database, text) ?? '', /choose_an_option_below/);
    assert.deepEqual(dump(made.database), before);
    assert.equal(basename(file ?? ''), '0002-alter-book.sql');
  });

  for (const [option, remarks] of [
    [1, ['first', null, 'third']],
    [2, [null, null, null]],
  ] as const)
    it(`runs with option ${option} once that is chosen`, async () => {
      const made = await makeWanted(RENAMED);
      const { file, text } = await made.generate();
      writeFileSync(file ?? '', chosen(text, option));
      assert.equal((await made.run()).error, undefined);
      assert.deepEqual(
        rows(made.database, 'SELECT remarks FROM book ORDER BY id').map((row) => row['remarks']),
        remarks,
      );
      assert.equal((await made.generate()).file, null);
    });

  it('is one script without options where somebody has answered', async () => {
    const renames = { tables: [], columns: [{ table: 'book', from: 'notes', to: 'remarks' }] };
    const made = await makeWanted(RENAMED);
    const { text, undecided, changes } = await made.generate({ renames });
    assert.deepEqual([undecided, changes], [[], ['rename column book.notes to remarks']]);
    assert.doesNotMatch(text, /choose_an_option/);
  });

  it('is dropped and added where somebody has denied it, with consent', async () => {
    const denied = [{ table: 'book', from: 'notes', to: 'remarks' }];
    const made = await makeWanted(RENAMED);
    const renames = { tables: [], columns: [], denied };
    const error = await failureOf(made.generate({ renames }));
    assert.ok(MigrateError.is(error, 'destructive'), String(error));
    const { undecided } = await made.generate({ renames, allowDestructive: true });
    assert.deepEqual(undecided, []);
  });

  it('is known from a hint in the desired schema', async () => {
    const made = await makeWanted(
      changed(['notes TEXT', '\n  remarks TEXT -- renamed from: notes\n']),
    );
    const { undecided, changes } = await made.generate();
    assert.deepEqual([undecided, changes], [[], ['rename column book.notes to remarks']]);
  });

  it('keeps what both options have in common outside of them', async () => {
    const made = await makeWanted(`${RENAMED}CREATE TABLE author (id INTEGER PRIMARY KEY);`);
    const { text } = await made.generate();
    assert.equal(text.match(/CREATE TABLE author/g)?.length, 1);
    assert.match(text, /^CREATE TABLE author/m);
  });

  it('leaves an option out that was not proven, and says why', async () => {
    const made = await makeWanted(RENAMED);
    const comparison = await readDifference(made.project, {}, made.runtime);
    const { text, attempts } = draftScript(comparison, {
      project: made.project,
      allowDestructive: false,
      renames: { tables: [], columns: [] },
      provenOn: 'nothing',
      count: (plan) => plan,
      unproven: new Map([[1, 'it snows']]),
    });
    assert.deepEqual(
      attempts.map(({ number }) => number),
      [0],
    );
    assert.match(text, /^-- Option 1: column book\.notes is renamed to remarks/m);
    assert.match(text, /^-- No option: column book\.notes is dropped and .*: it snows\.$/m);
    assert.doesNotMatch(text, /^-- Option 2/m);
  });

  it('is one question for a table, whose columns keep their rows', async () => {
    const made = await makeWanted(
      FIRST.replaceAll(/(TABLE|REFERENCES|UPDATE) shelf /g, '$1 shelves '),
    );
    const { undecided, text, file } = await made.generate();
    assert.deepEqual(
      undecided.map(({ table, from, to }) => [table, from, to]),
      [[null, 'shelf', 'shelves']],
    );
    assert.match(text, /^-- No option: table shelf is dropped .*: book: .*\(3 rows\)\.$/m);
    writeFileSync(file ?? '', chosen(text, 1));
    assert.equal((await made.run()).error, undefined);
    assert.equal(rows(made.database, 'SELECT * FROM shelves').length, 2);
  });
});

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

  it('and without scripts gets the first one, in a folder of its own', async () => {
    const made = makeShop({ scripts: {}, database: 'none' });
    const schema = join(made.folder, 'schema.sql');
    writeFileSync(schema, 'CREATE TABLE Book (id INTEGER PRIMARY KEY);');
    const migrations = join(made.folder, 'none', 'yet');
    const project = { ...made.project, migrations };
    const { file } = await generateMigration(project, { schema }, made.runtime);
    assert.equal(file, join(migrations, '001.create_book.sql'));
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

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('it should have failed');
}

/** The script as somebody leaves it who has chosen an option. */
function chosen(text: string, option: 1 | 2): string {
  let inside = false;
  const lines = text.split('\n').flatMap((line) => {
    if (line.startsWith('SELECT choose_an_option')) return [];
    const head = /^-- Option (\d)/.exec(line);
    if (head !== null) inside = Number(head[1]) === option;
    if (line === '-- End of the options.') inside = false;
    return inside && head === null ? [line.replace(/^-- /, '')] : [line];
  });
  return lines.join('\n');
}
