import assert from 'node:assert/strict';
import { MemoryAdapter } from '../../../src/schema/adapters.ts';
import { SchemaBuilder, SchemaIntrospector, renderSchema } from '../../../src/schema/index.ts';
import type { DeclarativeSchema } from '../../../src/schema/index.ts';

async function tablesOf(sql: string) {
  const adapter = new MemoryAdapter();
  await adapter.exec(sql);
  const tables = await new SchemaIntrospector(adapter).getTables();
  await adapter.close();
  return tables;
}

/** Plain data without what a declaration says and a database does not. */
function tablesIn({ tables }: DeclarativeSchema): unknown {
  return JSON.parse(JSON.stringify(tables));
}

describe('SchemaIntrospector', () => {
  it('reads columns with types, defaults and keys', async () => {
    const tables = await tablesOf(`
      CREATE TABLE book (
        id INTEGER PRIMARY KEY, title varchar(20) NOT NULL DEFAULT 'it''s', code TEXT DEFAULT '007', price REAL DEFAULT -1.5,
        face BLOB DEFAULT x'00ff', made TEXT DEFAULT CURRENT_TIMESTAMP, flag INTEGER DEFAULT TRUE, untyped DEFAULT NULL,
        shelf INTEGER REFERENCES shelf ON DELETE CASCADE, UNIQUE (code, title), CONSTRAINT one UNIQUE (price)
      );
      CREATE INDEX by_made ON book (made, flag);
      CREATE UNIQUE INDEX by_face ON book (face);
      CREATE INDEX partial ON book (made) WHERE flag;
      CREATE INDEX expression ON book (lower(made));`);
    assert.deepEqual(tables, [
      {
        name: 'book',
        columns: [
          { name: 'id', type: 'INTEGER', notNull: false },
          { name: 'title', type: 'varchar(20)', notNull: true, defaultValue: "it's" },
          { name: 'code', type: 'TEXT', notNull: false, defaultValue: '007' },
          { name: 'price', type: 'REAL', notNull: false, defaultValue: -1.5 },
          { name: 'face', type: 'BLOB', notNull: false, defaultValue: Uint8Array.of(0, 255) },
          {
            name: 'made',
            type: 'TEXT',
            notNull: false,
            defaultValue: { sql: 'CURRENT_TIMESTAMP' },
          },
          { name: 'flag', type: 'INTEGER', notNull: false, defaultValue: 1 },
          { name: 'untyped', type: '', notNull: false },
          { name: 'shelf', type: 'INTEGER', notNull: false },
        ],
        keys: [
          { columns: ['id'], type: 'PRIMARY' },
          { columns: ['code', 'title'], type: 'UNIQUE' },
          { columns: ['price'], type: 'UNIQUE', name: 'one' },
          { columns: ['made', 'flag'], type: 'INDEX', name: 'by_made' },
          { columns: ['face'], type: 'UNIQUE', name: 'by_face' },
        ],
        foreignKeys: [
          { columns: ['shelf'], table: 'shelf', parentColumns: [], onDelete: 'CASCADE' },
        ],
        isSystem: false,
      },
    ]);
  });

  it('knows a last-write-wins column by its clock', async () => {
    const [table] = await tablesOf('CREATE TABLE t (label TEXT, label__hlc TEXT, lone__hlc TEXT)');
    assert.deepEqual(
      table?.columns.map(({ name, lww = false }) => [name, lww]),
      [
        ['label', true],
        ['label__hlc', false],
        ['lone__hlc', false],
      ],
    );
  });

  it('reads back what the builder has made', async () => {
    const schema = new SchemaBuilder({ systemColumns: true })
      .table('a', (t) => {
        t.guid('id').notNull('');
        t.key('id').primary();
      })
      .build();
    const tables = await tablesOf(renderSchema(schema).join(';\n'));
    const named = schema.tables.map((table) => ({
      ...table,
      keys: table.keys.map((key) =>
        key.type === 'INDEX' ? { ...key, name: `idx_${table.name}_${key.columns.join('_')}` } : key,
      ),
    }));
    assert.deepEqual(
      tables,
      tablesIn({ tables: named.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }),
    );
  });

  it('sees neither the tables of SQLite nor those of a version record, nor those within a virtual table', async () => {
    const tables = await tablesOf(`
      CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
      CREATE TABLE _meta (id INTEGER PRIMARY KEY, version INTEGER);
      CREATE TABLE _migrations (id INTEGER PRIMARY KEY);
      CREATE VIRTUAL TABLE words USING fts5(x);`);
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['t'],
    );
  });

  it('finds one table whatever the case of its name, or none', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE Book (a)');
    const introspector = new SchemaIntrospector(adapter);
    assert.equal((await introspector.getTableInfo('book'))?.name, 'Book');
    assert.equal(await introspector.getTableInfo('shelf'), null);
    await adapter.close();
  });
});
