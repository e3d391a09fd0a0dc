import assert from 'node:assert/strict';
import { openScratch, using } from '../../../src/core/database/open.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { desiredSchema } from '../../../src/schema/desired.ts';
import type { KeepTable } from '../../../src/schema/desired.ts';
import { SchemaBuilder, SchemaMigrationError } from '../../../src/schema/index.ts';
import type { DbTable, TableBuilder } from '../../../src/schema/index.ts';

function schemaOf(sql: string): Schema {
  return using(openScratch(), (scratch) => {
    scratch.exec(sql);
    return inspect(scratch);
  });
}

/** What a schema is, without the order in which things were made. */
function canonical(schema: Schema): string[] {
  const { tables, virtualTables, indexes, views, triggers } = schema;
  return [...tables, ...virtualTables, ...indexes, ...views, ...triggers]
    .map((object) => object.canonical)
    .toSorted();
}

interface Case {
  readonly it: string;
  readonly live: string;
  readonly declare: (builder: SchemaBuilder) => SchemaBuilder;
  readonly desired: string;
  readonly keep?: KeepTable;
}

function table(describe: (t: TableBuilder) => void, name = 't'): Case['declare'] {
  return (builder) => builder.table(name, describe);
}

const ODD = `CREATE TABLE t (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT CONSTRAINT named NOT NULL ON CONFLICT IGNORE COLLATE NOCASE DEFAULT ('x' || 'y') CHECK (length(name) > 0),
  twice TEXT AS (name || name) STORED,
  CONSTRAINT short CHECK (length(name) < 9)`;

const CASES: readonly Case[] = [
  {
    it: 'keeps whatever a declaration has no words for when a column is added',
    live: `${ODD}) STRICT`,
    declare: table((t) => {
      t.integer('id');
      t.text('name').notNull({ sql: "'x' || 'y'" });
      t.text('extra');
      t.key('id').primary();
    }),
    desired: `${ODD.replace(',\n  CONSTRAINT', ', extra TEXT,\n  CONSTRAINT')}) STRICT`,
  },
  {
    it: 'keeps WITHOUT ROWID and a descending key part',
    live: 'CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID; CREATE INDEX i ON t (a DESC)',
    declare: table((t) => {
      t.text('a');
      t.text('b').notNull('');
      t.key('a', 'b').primary();
    }),
    desired: `CREATE TABLE t (a TEXT, b TEXT NOT NULL DEFAULT '', PRIMARY KEY (a, b)) WITHOUT ROWID; CREATE INDEX i ON t (a DESC)`,
  },
  {
    it: 'keeps triggers, undeclared views, virtual tables, and indexes that are partial or of expressions',
    live: `CREATE TABLE t (a TEXT); CREATE INDEX part ON t (a) WHERE a > 'x'; CREATE INDEX low ON t (lower(a));
      CREATE VIEW v AS SELECT a FROM t; CREATE VIRTUAL TABLE words USING fts5 (a);
      CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO words VALUES (new.a); END;
      CREATE TRIGGER s INSTEAD OF INSERT ON v BEGIN SELECT 1; END`,
    declare: table((t) => {
      t.text('a');
      t.integer('b');
    }),
    desired: `CREATE TABLE t (a TEXT, b INTEGER); CREATE INDEX part ON t (a) WHERE a > 'x'; CREATE INDEX low ON t (lower(a));
      CREATE VIEW v AS SELECT a FROM t; CREATE VIRTUAL TABLE words USING fts5 (a);
      CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO words VALUES (new.a); END;
      CREATE TRIGGER s INSTEAD OF INSERT ON v BEGIN SELECT 1; END`,
  },
  {
    it: 'lets go of tables and plain indexes that are not declared, with their triggers',
    live: `CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a); CREATE TABLE gone (a); CREATE INDEX j ON gone (a);
      CREATE TRIGGER r AFTER INSERT ON gone BEGIN SELECT 1; END`,
    declare: table((t) => void t.text('a')),
    desired: 'CREATE TABLE t (a TEXT)',
  },
  {
    it: 'keeps tables of a library, tables that it is told to keep, and system columns',
    live: `CREATE TABLE t (system_id GUID NOT NULL DEFAULT '0', a TEXT, gone TEXT);
      CREATE TABLE __settings (key TEXT); CREATE INDEX i ON __settings (key); CREATE TABLE theirs (a)`,
    declare: table((t) => void t.text('a')),
    keep: (name) => name === 'theirs',
    desired: `CREATE TABLE t (system_id GUID NOT NULL DEFAULT '0', a TEXT);
      CREATE TABLE __settings (key TEXT); CREATE INDEX i ON __settings (key); CREATE TABLE theirs (a)`,
  },
  {
    it: 'keeps the live order of columns and puts new ones behind',
    live: 'CREATE TABLE t (c TEXT, a TEXT, gone TEXT)',
    declare: table((t) => {
      t.text('a');
      t.text('b');
      t.text('c');
    }),
    desired: 'CREATE TABLE t (c TEXT, a TEXT, b TEXT)',
  },
  {
    it: 'takes an index of any name for a key that is declared without one, and a unique index for a unique key',
    live: 'CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX mine ON t (a); CREATE UNIQUE INDEX one ON t (b)',
    declare: table((t) => {
      t.text('a');
      t.text('b');
      t.key('a').index();
      t.key('b').unique();
    }),
    desired:
      'CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX mine ON t (a); CREATE UNIQUE INDEX one ON t (b)',
  },
  {
    it: 'wants the declared name of a key that has one',
    live: 'CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT old UNIQUE (b)); CREATE INDEX mine ON t (a)',
    declare: table((t) => {
      t.text('a');
      t.text('b');
      t.key('a').index().name('by_a');
      t.key('b').unique().name('new');
    }),
    desired:
      'CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT new UNIQUE (b)); CREATE INDEX by_a ON t (a)',
  },
  {
    it: 'adds, changes and drops keys of the table',
    live: 'CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT UNIQUE, c TEXT)',
    declare: table((t) => {
      t.text('a');
      t.text('b');
      t.text('c');
      t.key('a', 'b').primary();
      t.key('c').unique();
    }),
    desired: 'CREATE TABLE t (a TEXT, b TEXT, c TEXT, PRIMARY KEY (a, b), UNIQUE (c))',
  },
  {
    it: 'changes types, defaults and NOT NULL, and no spelling',
    live: `CREATE TABLE t (a text DEFAULT 'x', b INTEGER NOT NULL DEFAULT 5, c TEXT, d INTEGER DEFAULT (0), e REAL DEFAULT TRUE)`,
    declare: table((t) => {
      t.text('a').defaultValue('x');
      t.text('b').defaultValue('5');
      t.text('c').notNull('');
      t.integer('d').defaultValue(0);
      t.real('e').defaultValue(1);
    }),
    desired: `CREATE TABLE t (a text DEFAULT 'x', b TEXT DEFAULT '5', c TEXT NOT NULL DEFAULT '', d INTEGER DEFAULT 0, e REAL DEFAULT TRUE)`,
  },
  {
    it: 'makes foreign keys as they are declared',
    live: `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER CONSTRAINT f REFERENCES p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      b INTEGER REFERENCES p, c INTEGER REFERENCES p (id))`,
    declare: (builder) =>
      builder
        .table('p', (t) => void t.key(t.integer('id').name).primary())
        .table('t', (t) => {
          t.integer('a').references('p', 'id', { onDelete: 'CASCADE', deferred: true });
          t.integer('b');
          t.integer('c').references('p', 'id', { onUpdate: 'RESTRICT' });
        }),
    desired: `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER CONSTRAINT f REFERENCES p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      b INTEGER, c INTEGER REFERENCES p (id) ON UPDATE RESTRICT)`,
  },
  {
    it: 'lets go of a check that was enforced, and of no other',
    live: `CREATE TABLE t (a TEXT, CONSTRAINT a__max_length CHECK (length(a) <= 5), CHECK (a <> 'x'))`,
    declare: table((t) => void t.text('a').maxLength(5)),
    desired: `CREATE TABLE t (a TEXT, CHECK (a <> 'x'))`,
  },
  {
    it: 'changes a check that is enforced with another length',
    live: 'CREATE TABLE t (a TEXT, CONSTRAINT a__max_length CHECK (length(a) <= 5))',
    declare: table((t) => void t.text('a').maxLength(7).enforce()),
    desired: 'CREATE TABLE t (a TEXT, CONSTRAINT a__max_length CHECK (length(a) <= 7))',
  },
  {
    it: 'makes declared views and keeps others',
    live: 'CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT 1; CREATE VIEW w AS SELECT 2',
    declare: (builder) => builder.table('t', (t) => void t.text('a')).view('v', 'SELECT a FROM t'),
    desired: 'CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT 2',
  },
  {
    it: 'makes the name of an index anew from new names, and keeps a chosen one',
    live: 'CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX idx_t_a ON t (a); CREATE INDEX mine ON t (b)',
    declare: table((t) => {
      t.renamedFrom('t');
      t.text('x').renamedFrom('a');
      t.text('y').renamedFrom('b');
      t.key('x').index();
      t.key('y').index();
    }, 'u'),
    desired:
      'CREATE TABLE u (x TEXT, y TEXT); CREATE INDEX idx_u_x ON u (x); CREATE INDEX mine ON u (y)',
  },
];

describe('the schema that a declaration asks for', () => {
  for (const { it: title, live, declare, desired, keep } of CASES)
    it(title, () => {
      const declared = declare(new SchemaBuilder()).build();
      const { schema } = desiredSchema(declared, schemaOf(live), keep);
      assert.deepEqual(canonical(schema), canonical(schemaOf(desired)));
    });

  it('leaves foreign keys alone where plain data say nothing about them', () => {
    const live = schemaOf('CREATE TABLE t (a INTEGER REFERENCES t (a))');
    const columns = [{ name: 'a', type: 'INTEGER' }];
    const { schema } = desiredSchema({ tables: [{ name: 't', columns, keys: [] }] }, live);
    assert.deepEqual(canonical(schema), canonical(live));
  });

  it('names only renamings that are still to be made', () => {
    const build = (name: string) =>
      new SchemaBuilder()
        .table(name, (t) => {
          t.renamedFrom('book');
          t.text('mail').renamedFrom('email').lww();
        })
        .build();
    const live = schemaOf('CREATE TABLE book (email TEXT, email__hlc TEXT)');
    assert.deepEqual(desiredSchema(build('tome'), live).renames, {
      tables: [{ from: 'book', to: 'tome' }],
      columns: [
        { table: 'tome', from: 'email', to: 'mail' },
        { table: 'tome', from: 'email__hlc', to: 'mail__hlc' },
      ],
    });
    const done = schemaOf('CREATE TABLE tome (mail TEXT, mail__hlc TEXT)');
    assert.deepEqual(desiredSchema(build('tome'), done).renames, { tables: [], columns: [] });
  });

  it('refuses two names that say that they were the same one', () => {
    const live = schemaOf('CREATE TABLE book (email TEXT)');
    const { tables } = new SchemaBuilder()
      .table('tome', (t) => {
        t.renamedFrom('book');
        t.text('mail').renamedFrom('email');
        t.text('post').renamedFrom('EMAIL');
      })
      .table('volume', (t) => {
        t.renamedFrom('Book');
        t.text('title');
      })
      .build();
    const [tome, volume] = tables;
    assert.ok(tome && volume);
    const refused = (declared: readonly DbTable[]): readonly string[] => {
      try {
        desiredSchema({ tables: declared }, live);
      } catch (error) {
        assert.ok(error instanceof SchemaMigrationError && error.code === 'bad-schema');
        return error.problems.map(({ object }) => object);
      }
      return [];
    };
    assert.deepEqual(refused([tome]), ['tome.EMAIL']);
    assert.deepEqual(refused([{ ...tome, columns: tome.columns.slice(0, 1) }, volume]), ['book']);
    assert.deepEqual(refused([volume]), []);
  });
});
