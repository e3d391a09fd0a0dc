import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScratch, reading, using } from '../../../src/core/database/open.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { SCHEMA_QUERIES, inspect, schemaOf } from '../../../src/core/schema/inspect.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { execute } from '../../support/database.ts';

type Names = Readonly<Record<Exclude<keyof Schema, 'analyzed'>, readonly string[]>>;

const NONE: Names = { tables: [], virtualTables: [], indexes: [], views: [], triggers: [] };

/** A virtual table whose module this SQLite does not have, with the tables that the module would keep. */
const FOREIGN_MODULE = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.executescript("""
  CREATE TABLE v_chunks (a); CREATE TABLE v_vector_chunks00 (a); CREATE TABLE v_notes (a);
  PRAGMA writable_schema = ON;
  INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING vec0(x float[3])');
""")
`;

describe('Inspecting a database', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    file = join(folder, 'data.db');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('lists everything in the order in which it was made', () => {
    const script = `
      CREATE TABLE b (x); CREATE VIEW v AS SELECT x FROM b; CREATE TABLE a (y UNIQUE);
      CREATE INDEX second ON b (x); CREATE INDEX first ON a (y);
      CREATE TRIGGER g2 INSTEAD OF DELETE ON v BEGIN SELECT 1; END;
      CREATE TRIGGER g1 AFTER INSERT ON a BEGIN SELECT 1; END;`;
    assert.deepEqual(namesOf(inspected(script)), {
      ...NONE,
      tables: ['b', 'a'],
      views: ['v'],
      indexes: ['second', 'first'],
      triggers: ['g2', 'g1'],
    });
  });

  it('leaves out the record of versions, what belongs to it, and what SQLite keeps', () => {
    const script = `
      CREATE TABLE _meta (id INTEGER PRIMARY KEY AUTOINCREMENT, x); CREATE TABLE "_MIGRATIONS" (x);
      CREATE INDEX on_meta ON _meta (x);
      CREATE TRIGGER on_migrations AFTER INSERT ON _migrations BEGIN SELECT 1; END;
      CREATE TABLE _meta_data (x); CREATE INDEX meta ON _meta_data (x); ANALYZE;`;
    assert.deepEqual(namesOf(inspected(script)), {
      ...NONE,
      tables: ['_meta_data'],
      indexes: ['meta'],
    });
  });

  it('takes a virtual table and its shadow tables for one', () => {
    const script = `
      CREATE VIRTUAL TABLE doc USING fts5(title, body);
      CREATE VIRTUAL TABLE doc_more USING fts5(x, content='');
      CREATE VIRTUAL TABLE "Box" USING rtree(id, a, b);
      CREATE TABLE doc_notes (x); CREATE TABLE doc_node (x);`;
    const schema = inspected(script);
    assert.deepEqual(namesOf(schema), {
      ...NONE,
      tables: ['doc_notes', 'doc_node'],
      virtualTables: ['doc', 'doc_more', 'Box'],
    });
    assert.deepEqual(
      schema.virtualTables.map(({ shadows }) => shadows.toSorted()),
      [
        ['doc_config', 'doc_content', 'doc_data', 'doc_docsize', 'doc_idx'],
        ['doc_more_config', 'doc_more_data', 'doc_more_docsize', 'doc_more_idx'],
        ['Box_node', 'Box_parent', 'Box_rowid'],
      ],
    );
  });

  it('finds the same shadow tables by name where SQLite does not tell them', () => {
    using(openScratch(), (connection) => {
      connection.exec(`
        CREATE VIRTUAL TABLE doc USING fts5(title);
        CREATE VIRTUAL TABLE box USING rtree(id, a, b);
        CREATE TABLE doc_notes (x); CREATE TABLE box_data (x);`);
      const objects = connection.all(SCHEMA_QUERIES.objects);
      assert.deepEqual(schemaOf({ objects }), inspect(connection));
    });
  });

  it('reads a virtual table whose module is not there', () => {
    execFileSync('python3', ['-c', FOREIGN_MODULE, file]);
    const schema = reading(file, inspect);
    assert.deepEqual(namesOf(schema), { ...NONE, tables: ['v_notes'], virtualTables: ['v'] });
    assert.deepEqual(schema.virtualTables[0]?.shadows, ['v_chunks', 'v_vector_chunks00']);
  });

  it('reads views, triggers and foreign keys that mention what is not there', () => {
    const script = `
      CREATE TABLE t (a REFERENCES gone (x)); CREATE VIEW v AS SELECT a FROM nowhere;
      CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO nowhere VALUES (new.b); END;`;
    const names = { ...NONE, tables: ['t'], views: ['v'], triggers: ['g'] };
    assert.deepEqual(namesOf(inspected(script)), names);
  });

  it('takes a token in double quotes for what stock SQLite takes it for', () => {
    execute(
      file,
      `CREATE TABLE t (a TEXT CHECK (a <> "Gone") DEFAULT "New", b TEXT);
       CREATE INDEX i ON t (a) WHERE a = "Open" AND "B" > 1;
       CREATE VIEW v AS SELECT "a" FROM t WHERE b = "Done";`,
    );
    const { tables, indexes, views } = reading(file, inspect);
    assert.deepEqual(
      [...tables, ...indexes, ...views].map(({ canonical }) => canonical),
      [
        `create table t ( a text default 'New' , b text , check ( a != 'Gone' ) )`,
        `create index i on t ( a ) where a = 'Open' and b > 1`,
        `create view v as select a from t where b = 'Done'`,
      ],
    );
  });

  it('gives the statements as SQLite stores them', () => {
    const script = `CREATE TABLE IF NOT EXISTS main.t (a, -- why\n b); CREATE INDEX i ON t (a) -- end\n;`;
    const { tables, indexes } = inspected(script);
    assert.equal(tables[0]?.sql, 'CREATE TABLE t (a, -- why\n b)');
    assert.equal(indexes[0]?.sql, 'CREATE INDEX i ON t (a) -- end\n');
  });

  it('refuses what changed between its queries', () => {
    for (const change of [
      'ALTER TABLE t ADD COLUMN c',
      'ALTER TABLE t RENAME a TO z',
      'DROP TABLE t; CREATE TABLE t (a INTEGER, b AS (a))',
      'DROP TABLE t; CREATE TABLE t (a INTEGER PRIMARY KEY, b AS (a) STORED)',
      'DROP TABLE t; CREATE TABLE t (b AS (a), a INTEGER PRIMARY KEY)',
      'DROP TABLE t',
    ])
      using(openScratch(), (connection) => {
        connection.exec('CREATE TABLE other (x); CREATE TABLE t (a INTEGER PRIMARY KEY, b AS (a))');
        const objects = connection.all(SCHEMA_QUERIES.objects);
        connection.exec(change);
        const columns = connection.all(SCHEMA_QUERIES.columns);
        assert.throws(
          () => schemaOf({ objects, columns }),
          (error) => MigrateError.is(error, 'unreadable-schema') && error.failure.object === 't',
          change,
        );
      });
  });

  it('refuses a text about another object', () => {
    const row = { type: 'index', name: 'i', tbl_name: 't', sql: 'CREATE INDEX i ON u (a)' };
    for (const object of [row, { ...row, sql: 'CREATE INDEX j ON t (a)' }])
      assert.throws(
        () => schemaOf({ objects: [object] }),
        (error) => MigrateError.is(error, 'unreadable-schema') && error.failure.object === 'i',
      );
  });

  it('tells whether SQLite keeps statistics', () => {
    const [before, after] = ['', 'ANALYZE;'].map((script) =>
      inspected(`CREATE TABLE t (a);${script}`),
    );
    assert.deepEqual([before?.analyzed, after?.analyzed], [false, true]);
    assert.deepEqual(
      after?.tables.map(({ name }) => name),
      ['t'],
    );
  });

  it('reads a thousand tables', () => {
    const column = (_: unknown, index: number): string =>
      `c${index} VARCHAR(20) NOT NULL DEFAULT 'x' CHECK (c${index} <> 'y')`;
    const columns = Array.from({ length: 20 }, column).join(',\n  ');
    const tables = Array.from(
      { length: 1000 },
      (_, index) => `CREATE TABLE t${index} (${columns});`,
    );
    const schema = inspected(tables.join('\n'));
    assert.equal(schema.tables.length, 1000);
    assert.ok(
      schema.tables.every(
        ({ columns: { length }, checks }) => length === 20 && checks.length === 20,
      ),
    );
  });
});

function namesOf(schema: Schema): Names {
  const names = (objects: readonly { readonly name: string }[]): readonly string[] =>
    objects.map(({ name }) => name);
  return {
    tables: names(schema.tables),
    virtualTables: names(schema.virtualTables),
    indexes: names(schema.indexes),
    views: names(schema.views),
    triggers: names(schema.triggers),
  };
}

function inspected(script: string): Schema {
  return using(openScratch(), (connection) => {
    connection.exec(script);
    return inspect(connection);
  });
}
