import assert from 'node:assert/strict';
import { readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { readDifference } from '../../../src/core/generate/difference.ts';
import { dump, execute, rows } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { runStock } from '../../support/stockSqlite.ts';
import { FIRST, changed, failureOf, makeWanted } from './generating.ts';

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

  it('does not write through a link at a name beside the script', async () => {
    const made = await makeWanted(changed(['notes TEXT', 'notes TEXT, isbn TEXT']));
    const kept = join(made.folder, 'kept.txt');
    writeFileSync(kept, 'kept');
    symlinkSync(kept, join(made.project.migrations, '.0002-alter-book.sql.partial'));
    assert.equal(basename((await made.generate()).file ?? ''), '0002-alter-book.sql');
    assert.equal(readFileSync(kept, 'utf8'), 'kept');
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
