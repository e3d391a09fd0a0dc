import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { handlers } from '../../../src/engine/handlers.ts';
import type { EngineMethod, EngineRequests } from '../../../src/engine/protocol.ts';
import { execute } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const SCRIPTS = {
  '0001-shop.sql': `CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT NOT NULL DEFAULT 'hall');
CREATE TABLE book (
  isbn TEXT, nr INTEGER, mail TEXT, double AS (nr * 2),
  PRIMARY KEY (isbn, nr)
) WITHOUT ROWID;
CREATE INDEX by_mail ON book (mail);
CREATE TRIGGER on_book AFTER INSERT ON book BEGIN SELECT 1; END;
CREATE VIEW places AS SELECT place FROM shelf;
CREATE TRIGGER on_places INSTEAD OF DELETE ON places BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE words USING fts5(word);
`,
  '0002-more.sql': 'ALTER TABLE shelf ADD COLUMN width REAL;\n',
};

/** Asks the engine as the editor does, in this process. */
async function ask<M extends EngineMethod>(
  { runtime }: Made,
  method: M,
  params: EngineRequests[M]['params'],
): Promise<EngineRequests[M]['result']> {
  return handlers[method](params, (cwd) => ({ ...runtime, cwd }));
}

describe('the engine', () => {
  let made: Made;

  beforeEach(async () => {
    made = makeProject({ scripts: SCRIPTS });
    assert.equal((await made.run()).ok, true);
  });

  it('tells what the working database holds, and leaves no trace', async () => {
    const before = pictureOf(made.folder);
    const { tables, views, virtualTables } = await ask(made, 'schema', { project: made.project });
    assert.deepEqual(pictureOf(made.folder), before);
    const [shelf, book] = tables;
    assert.deepEqual(shelf?.columns, [
      {
        name: 'id',
        type: 'INTEGER',
        notNull: false,
        primaryKey: true,
        default: null,
        generated: false,
      },
      {
        name: 'place',
        type: 'TEXT',
        notNull: true,
        primaryKey: false,
        default: "'hall'",
        generated: false,
      },
      {
        name: 'width',
        type: 'REAL',
        notNull: false,
        primaryKey: false,
        default: null,
        generated: false,
      },
    ]);
    assert.deepEqual(
      book?.columns.map(({ name, primaryKey, generated }) => [name, primaryKey, generated]),
      [
        ['isbn', true, false],
        ['nr', true, false],
        ['mail', false, false],
        ['double', false, true],
      ],
    );
    const names = (objects: readonly { name: string }[] = []) => objects.map(({ name }) => name);
    assert.deepEqual(
      [
        names(tables),
        names(book?.indexes),
        names(book?.triggers),
        names(views),
        names(views[0]?.triggers),
        names(virtualTables),
      ],
      [['shelf', 'book'], ['by_mail'], ['on_book'], ['places'], ['on_places'], ['words']],
    );
    assert.equal(book?.indexes[0]?.sql, 'CREATE INDEX by_mail ON book (mail)');
  });

  it('replays the schema at a version, and finds the script that made a column', async () => {
    const { project } = made;
    const at = await ask(made, 'schemaAt', { project, version: 1, scripts: false });
    assert.equal(at.version, 1);
    assert.match(
      at.sql,
      /^CREATE TABLE shelf \(id INTEGER PRIMARY KEY, place TEXT NOT NULL DEFAULT 'hall'\);\n/,
    );
    assert.equal(at.objects.length, 7);
    const subject = { type: 'table', name: 'shelf', column: 'width' } as const;
    const origin = await ask(made, 'origin', { project, ...subject, scripts: false });
    assert.deepEqual(origin, { version: 2, file: '0002-more.sql', line: 1 });
  });

  it('compares with the desired schema, with rows at stake and both schemas as text', async () => {
    execute(made.database, "INSERT INTO book (isbn, nr, mail) VALUES ('1', 1, 'x')");
    const wanted = (
      await ask(made, 'schemaAt', { project: made.project, version: 2, scripts: false })
    ).sql;
    const schema = join(made.folder, 'schema.sql');
    writeFileSync(
      schema,
      wanted.replaceAll('mail TEXT', 'email TEXT').replaceAll('(mail)', '(email)'),
    );
    const project = { ...made.project, schema };
    const open = await ask(made, 'diff', { project });
    assert.deepEqual(
      open.candidates.map(({ table, from, to }) => [table, from, to]),
      [['book', 'mail', 'email']],
    );
    assert.ok(
      open.hazards.some(
        ({ kind, destructive, rows }) => kind === 'drop-column' && destructive && rows === 1,
      ),
    );
    const renames = { tables: [], columns: [{ table: 'book', from: 'mail', to: 'email' }] };
    const answered = await ask(made, 'diff', { project, renames });
    assert.deepEqual(
      [answered.candidates, answered.changes],
      [[], ['rename column book.mail to email']],
    );
    assert.match(answered.sql, /ALTER TABLE "?book"? RENAME COLUMN "?mail"? TO "?email"?;/);
    const lines = ({ before, after }: typeof answered) => [
      before.split('\n').length,
      after.split('\n').length,
    ];
    assert.equal(lines(answered)[0], lines(answered)[1]);
    const status = await ask(made, 'status', { project, openDatabase: true });
    assert.deepEqual([status.state, status.drift?.candidates], ['DRIFT', 1]);
    const done = await ask(made, 'generate', { project, renames, name: 'mail to email' });
    assert.equal(basename(done.file ?? ''), '0003-mail-to-email.sql');
    assert.match(readFileSync(done.file ?? '', 'utf8'), /RENAME COLUMN/);
  });

  it('runs a desired schema that is code with the environment and interpreter of the editor, and again when code changes', async () => {
    const file = join(made.folder, 'ddl.py');
    writeFileSync(file, 'echo x >> runs; echo "CREATE TABLE $NAME (x);"');
    const project = { ...made.project, schema: file };
    const look = (name: string) =>
      ask(made, 'status', { project, openDatabase: true, python: 'sh', env: { NAME: name } });
    assert.ok((await look('one')).drift?.changes.includes('create table one'));
    await look('one');
    assert.equal(readFileSync(join(made.folder, 'runs'), 'utf8'), 'x\n');
    assert.ok((await look('two')).drift?.changes.includes('create table two'));
    assert.equal(
      (await ask(made, 'status', { project, openDatabase: false, python: 'sh' })).drift,
      undefined,
    );
    assert.equal(readFileSync(join(made.folder, 'runs'), 'utf8'), 'x\nx\n');
    assert.deepEqual(namesIn(made.project.migrations), Object.keys(SCRIPTS));
  });
});
