import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { names, sources } from './desiredSources.ts';

const BOOK = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)';

describe('a desired schema in SQL', () => {
  it('is what SQLite makes of a file, with the source told relative to the project', () => {
    const { load } = sources({
      'db/schema.sql': `\uFEFF${BOOK};\r\nCREATE INDEX by_title ON book (title);\r\nCREATE VIEW titles AS SELECT title FROM book;`,
    });
    const desired = load('db/schema.sql');
    assert.deepEqual(names(desired), ['book', 'by_title', 'titles']);
    assert.deepEqual([desired.source, desired.code], [join('db', 'schema.sql'), false]);
    assert.equal(desired.schema.tables[0]?.sql, BOOK);
    assert.match(
      desired.sql,
      /^CREATE TABLE book [^;]*;\n\nCREATE INDEX by_title [^;]*;\n\nCREATE VIEW/,
    );
  });

  it('is read from all files of a folder, whatever their order', () => {
    const { load } = sources({
      'schema/10-views.sql':
        'CREATE VIEW shelf_titles AS SELECT title FROM titles; CREATE VIEW titles AS SELECT title FROM book;',
      'schema/05-index.sql': 'CREATE INDEX by_title ON book (title);',
      'schema/tables/book.sql': `${BOOK};`,
      'schema/01-trigger.sql':
        'CREATE TRIGGER on_titles INSTEAD OF INSERT ON titles BEGIN INSERT INTO book (title) VALUES (new.title); END;',
      'schema/.hidden.sql': 'CREATE TABLE hidden (x);',
      'schema/notes.md': 'CREATE TABLE notes (x);',
    });
    assert.deepEqual(names(load('schema')).toSorted(), [
      'book',
      'by_title',
      'on_titles',
      'shelf_titles',
      'titles',
    ]);
  });

  it('is what the sqlite3 program prints of a database, with the tables that SQLite makes itself', () => {
    const printed = `CREATE TABLE book (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
CREATE TABLE sqlite_sequence(name,seq);
CREATE VIRTUAL TABLE words USING fts5(title)
/* words(title) */;
CREATE TABLE IF NOT EXISTS 'words_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE IF NOT EXISTS 'words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE sqlite_stat1(tbl,idx,stat);
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('book',NULL,'1');`;
    const { load, failure } = sources({
      'schema.sql': printed,
      'unknown.sql': 'CREATE TABLE sqlite_other (x);',
      'foreign.sql': `${printed}CREATE VIRTUAL TABLE w USING fts5(x); CREATE TABLE w_other (x); CREATE TABLE words_data (x);`,
    });
    assert.deepEqual(names(load('schema.sql')).toSorted(), ['book', 'words']);
    assert.match(failure('unknown.sql').code, /^schema-failed$/);
    assert.deepEqual(names(load('foreign.sql')).toSorted(), ['book', 'w', 'w_other', 'words']);
  });

  it('names file, line and column of a statement that SQLite does not take', () => {
    const { failure, folder } = sources({
      'schema.sql': `${BOOK};\n\nCREATE INDEX i ON book (\n  titel\n);\n`,
    });
    const failed = failure('schema.sql');
    assert.deepEqual(failed, {
      code: 'schema-failed',
      file: join(folder, 'schema.sql'),
      line: 4,
      column: 3,
      statement: 'CREATE INDEX i ON book (\n  titel\n);',
      reason: 'no such column: titel',
    });
  });

  it('names the first of several statements that cannot be made', () => {
    const { failure } = sources({
      'schema.sql': 'CREATE INDEX a ON nowhere (x);\nCREATE INDEX b ON nowhere (x);\n',
    });
    const failed = failure('schema.sql');
    assert.deepEqual(failed.code === 'schema-failed' && [failed.line, failed.reason], [
      1,
      'no such table: main.nowhere',
    ]);
  });

  it('passes over rows, pragmas and transactions, which make no object', () => {
    const { load } = sources({
      'dump.sql': `PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n${BOOK};\nINSERT INTO book VALUES (1, 'a;b');\nDELETE FROM nowhere;\nSELECT load_extension('x');\nROLLBACK;\nVACUUM INTO 'copy.db';`,
    });
    assert.deepEqual(names(load('dump.sql')), ['book']);
    assert.equal(existsSync('copy.db'), false);
  });

  for (const [statement, reason] of [
    [`ATTACH 'other.db' AS other`, /ATTACH has no place/],
    [
      `INSERT INTO sqlite_schema VALUES ('table', 'f', 'f', 0, 'CREATE VIRTUAL TABLE f USING fts5(x)')`,
      /own tables/,
    ],
    [`WITH x AS (SELECT 1) UPDATE sqlite_master SET sql = ''`, /own tables/],
    ['SELEC 1', /syntax error/],
    ['DROP TABLE book', /no such table/],
  ] as const)
    it(`refuses ${statement.slice(0, 30)}`, () => {
      const { failure, folder } = sources({ 'schema.sql': `-- first\n${statement};\n${BOOK};\n` });
      const failed = failure('schema.sql');
      assert.ok(failed.code === 'schema-failed', failed.code);
      assert.deepEqual([failed.line, failed.column], [2, statement.startsWith('DROP') ? 12 : 1]);
      assert.match(failed.reason, reason);
      assert.deepEqual(Object.keys(pictureOf(folder)), ['schema.sql']);
    });

  it('takes strings in double quotes, as stock SQLite does', () => {
    const { load, failure } = sources({
      'schema.sql':
        'CREATE TABLE t (x CHECK (x IN ("a", "b")));\nCREATE INDEX i ON t (x) WHERE x <> "none";',
      'wrong.sql': 'CREATE TABLE t (x CHECK (x IN ("a")));\nCREATE INDEX i ON t (y);',
    });
    assert.deepEqual(names(load('schema.sql')), ['t', 'i']);
    const failed = failure('wrong.sql');
    assert.deepEqual(failed.code === 'schema-failed' && [failed.line, failed.column], [2, 22]);
  });

  it('knows earlier names of tables and columns from comments, also where SQLite keeps none', () => {
    const { load } = sources({
      'schema.sql': `
-- renamed from: shelf
CREATE TABLE rack (
  id INTEGER PRIMARY KEY,
  place TEXT -- renamed from: spot
); -- @renamed from=ignored
CREATE TABLE /* renamed from: "old book" */ book (id, title);
CREATE TABLE page ( -- renamed from: leaf
  x);
CREATE TABLE plain (x); -- renamed from: simple
CREATE TABLE other (x);
`,
    });
    const { tables } = load('schema.sql').schema;
    assert.deepEqual(
      tables.map(({ name, renamedFrom }) => [name, renamedFrom]),
      [
        ['rack', 'shelf'],
        ['book', 'old book'],
        ['page', 'leaf'],
        ['plain', 'simple'],
        ['other', null],
      ],
    );
    assert.equal(tables[0]?.columns[1]?.renamedFrom, 'spot');
  });

  it('is refused where there is nothing to read it from', () => {
    const { failure } = sources({
      'empty/notes.md': '',
      'latin.sql': new Uint8Array([0x2d, 0x2d, 0xe4]),
    });
    for (const [name, reason] of [
      ['nowhere.sql', /no such file/],
      ['empty', /no \.sql file/],
      ['latin.sql', /UTF-8/],
    ] as const) {
      const failed = failure(name);
      assert.ok(failed.code === 'schema-source-failed', failed.code);
      assert.match(failed.reason, reason);
    }
  });
});

describe('a desired schema in a database', () => {
  it('is that of the database, told by its header, which is not touched', () => {
    const { folder, load } = sources({});
    execute(
      join(folder, 'wanted'),
      `${BOOK}; CREATE TABLE _meta (id, version); INSERT INTO book VALUES (1, 'a')`,
    );
    const before = pictureOf(folder);
    const desired = load('wanted');
    assert.deepEqual([names(desired), desired.code], [['book'], false]);
    assert.deepEqual(pictureOf(folder), before);
  });

  it('is refused where it is damaged', () => {
    const { failure } = sources({ broken: `SQLite format 3\0${'x'.repeat(2000)}` });
    assert.equal(failure('broken').code, 'schema-source-failed');
  });
});
