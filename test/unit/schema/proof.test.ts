import assert from 'node:assert/strict';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForWriting, reading, using } from '../../../src/core/database/open.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { runStatements } from '../../../src/core/migration/statements.ts';
import { proofFailures } from '../../../src/core/schema/data/proof.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { execute, rows } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { makeRuntime, temporaryFolder } from '../../support/project.ts';

const BEFORE = `CREATE TABLE shelf (id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT);
CREATE TABLE book (title TEXT, shelf INT REFERENCES shelf);
CREATE VIEW titles AS SELECT title FROM book;
CREATE VIEW broken AS SELECT nowhere FROM book;
CREATE TRIGGER keep AFTER DELETE ON book BEGIN INSERT INTO shelf (place) VALUES ('was ' || old.shelf); END;`;
const ROWS = `INSERT INTO shelf VALUES (1, 'hall'), (9, 'attic'); DELETE FROM shelf WHERE id = 9;
INSERT INTO book (rowid, title, shelf) VALUES (3, 'Emma', 1), (8, NULL, 1);`;
const AFTER = BEFORE.replace('shelf INT REFERENCES shelf', 'shelf INT REFERENCES shelf, pages INT');
const ADD = 'ALTER TABLE book ADD COLUMN pages INT;';

/** Names of what is attached to the schema that a rebuild by hand takes along. */
const REST = BEFORE.split('\n').slice(4).join('\n');

const REBUILD = (
  insert: string,
) => `CREATE TABLE b (title TEXT, shelf INT REFERENCES shelf, pages INT);
${insert}; DROP TABLE book; PRAGMA legacy_alter_table = ON; ALTER TABLE b RENAME TO book; ${REST}`;

const SCRIPTS: readonly (readonly [what: string, script: string, difference: RegExp | null])[] = [
  ['does what it is for', ADD, null],
  [
    'rebuilds with rowids',
    REBUILD('INSERT INTO b (rowid, title, shelf) SELECT rowid, title, shelf FROM book'),
    null,
  ],
  ['does nothing', '', /^still to do: add column book\.pages INT$/],
  ['does more', `${ADD} CREATE TABLE more (x);`, /^still to do: drop table more$/],
  ['loses a trigger', `${ADD} DROP TRIGGER keep;`, /^still to do: create trigger keep/],
  ['loses a row', `${ADD} DELETE FROM shelf;`, /^shelf has 0 rows and had 1$/],
  ['adds a row', `${ADD} INSERT INTO book VALUES (1, 1, 1);`, /^book has 3 rows and had 2$/],
  [
    'changes a value',
    `${ADD} UPDATE book SET title = '' WHERE title IS NULL;`,
    /^book\.title has another value in 1 row$/,
  ],
  [
    'moves rowids',
    REBUILD('INSERT INTO b (title, shelf) SELECT title, shelf FROM book'),
    /^book has another rowid in 2 rows$/,
  ],
  [
    'lets a number be given again',
    `${ADD} UPDATE sqlite_sequence SET seq = 1 WHERE name = 'shelf';`,
    /^the AUTOINCREMENT number of shelf would go back from 9 to 1$/,
  ],
  ['fails', `${ADD} INSERT INTO nowhere VALUES (1);`, /no such table: nowhere/],
];

describe('a proof on a copy', () => {
  for (const [what, script, difference] of SCRIPTS)
    it(`${difference === null ? 'is content with' : 'refuses'} a script that ${what}`, async () => {
      const file = join(temporaryFolder(), 'shop.db');
      execute(file, `${BEFORE}${ROWS}`);
      const error = await proven(file, script);
      if (difference === null) return assert.equal(error, undefined);
      assert.ok(MigrateError.is(error, 'not-proven'), String(error));
      assert.equal(error.failure.differences.length, 1);
      assert.match(error.failure.differences[0] ?? '', difference);
      assert.match(error.message, /\. Nothing was written\. Write this script yourself$/);
    });

  it('finds a virtual table that lost its content', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    const search = `CREATE VIRTUAL TABLE search USING fts5(body);`;
    execute(file, `${BEFORE}${ROWS}${search} INSERT INTO search VALUES ('hello');`);
    assert.equal(await proven(file, ADD, AFTER + search), undefined);
    const error = await proven(file, `${ADD} DELETE FROM search;`, AFTER + search);
    assert.ok(MigrateError.is(error, 'not-proven'), String(error));
    assert.match(error.message, /search_content has another number of rows/);
  });

  for (const [module, content, rowid] of [
    ['fts5', 'content=book', 'rowid'],
    ['fts4', 'content="book"', 'docid'],
  ] as const)
    it(`finds an ${module} table that does not fit its content any more`, async () => {
      const file = join(temporaryFolder(), 'shop.db');
      const search = `CREATE VIRTUAL TABLE search USING ${module}(title, ${content});`;
      const fill = `INSERT INTO search (search) VALUES ('rebuild');`;
      execute(file, `${BEFORE}${ROWS}${search}`);
      const less = `${ADD} DELETE FROM search WHERE ${rowid} = 3;`;
      // It never fitted, so nobody can tell whether that is on purpose.
      assert.equal(await proven(file, ADD, AFTER + search), undefined);
      execute(file, fill);
      assert.equal(await proven(file, ADD + fill, AFTER + search), undefined);
      const error = await proven(file, less, AFTER + search);
      assert.ok(MigrateError.is(error, 'not-proven'), String(error));
      assert.match(error.message, /the full-text table search does not fit its content: /);
    });

  it('finds a view that the script breaks, and not one that was broken before', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    execute(file, `${BEFORE}${ROWS}`);
    const after = BEFORE.replace('(title TEXT, ', '(name TEXT, ');
    const script = `CREATE TABLE b (name TEXT, shelf INT REFERENCES shelf);
INSERT INTO b (rowid, name, shelf) SELECT rowid, title, shelf FROM book; DROP TABLE book;
PRAGMA legacy_alter_table = ON; ALTER TABLE b RENAME TO book; ${REST}`;
    const renames = { tables: [], columns: [{ table: 'book', from: 'title', to: 'name' }] };
    const error = await proven(file, script, after, renames);
    assert.ok(MigrateError.is(error, 'not-proven'), String(error));
    const found = error.failure.differences;
    assert.deepEqual(found, ['view titles does not compile: no such column: title']);
  });

  it('leaves the database and the folder for temporary files as they were', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'shop.db');
    execute(file, `${BEFORE}${ROWS}`);
    const before = pictureOf(folder);
    await proven(file, `${ADD} DELETE FROM shelf;`);
    assert.deepEqual(pictureOf(folder), before);
    assert.deepEqual(proofFolders(), []);
  });

  it('sees what is in a write-ahead log that another connection keeps open', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    execute(file, `PRAGMA journal_mode = WAL; ${BEFORE}${ROWS}`);
    execute(file, `PRAGMA wal_autocheckpoint = 0; INSERT INTO shelf VALUES (20, 'cellar');`);
    assert.equal(await proven(file, ADD), undefined);
    const error = await proven(file, `${ADD} DELETE FROM shelf WHERE id = 20;`);
    assert.ok(MigrateError.is(error, 'not-proven'), String(error));
    assert.equal(rows(file, 'SELECT * FROM shelf').length, 2);
  });

  it('works from a database that is read-only', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    execute(file, `${BEFORE}${ROWS}`);
    chmodSync(file, 0o444);
    assert.equal(await proven(file, ADD), undefined);
  });

  it('is cut off by a signal and leaves nothing behind', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    execute(file, `${BEFORE}${ROWS}`);
    const signal = AbortSignal.abort();
    const error = await proven(file, ADD, AFTER, undefined, signal);
    assert.ok(MigrateError.is(error, 'cancelled'), String(error));
    assert.deepEqual(proofFolders(), []);
  });

  it('proves several scripts, each on a copy of its own', async () => {
    const file = join(temporaryFolder(), 'shop.db');
    execute(file, `${BEFORE}${ROWS}`);
    const from = reading(file, inspect);
    const to = schemaOf(AFTER);
    const attempt = { from, to, diff: diffSchemas(from, to), allowRetyped: false };
    const { runtime } = makeRuntime(tmpdir());
    const seen: number[] = [];
    const apply = (database: string): void => {
      seen.push(rows(database, `SELECT * FROM pragma_table_info('book')`).length);
      execute(database, ADD);
    };
    const attempts = [
      { ...attempt, apply },
      { ...attempt, apply },
    ];
    assert.deepEqual(await proofFailures(file, attempts, runtime), [undefined, undefined]);
    assert.deepEqual(seen, [2, 2]);
  });
});

const proofFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`fastmigrate-proof-${process.pid}-`));

function schemaOf(sql: string): Schema {
  const file = join(temporaryFolder(), 'schema.db');
  writeFileSync(file, '');
  execute(file, sql);
  return reading(file, inspect);
}

async function proven(
  file: string,
  script: string,
  after = AFTER,
  renames?: Parameters<typeof diffSchemas>[2],
  signal?: AbortSignal,
): Promise<unknown> {
  const from = reading(file, inspect);
  const to = schemaOf(after);
  const diff = diffSchemas(from, to, renames);
  const apply = (database: string): void =>
    using(openForWriting(database), (connection) =>
      runStatements(connection, { path: '0002-more.sql', text: script }),
    );
  const { runtime } = makeRuntime(tmpdir(), signal === undefined ? {} : { signal });
  try {
    const attempt = { from, to, diff, allowRetyped: false, apply };
    const [failure] = await proofFailures(file, [attempt], runtime);
    return failure;
  } catch (error) {
    return error;
  }
}
