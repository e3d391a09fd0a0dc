import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { MemoryAdapter } from '../../../src/schema/adapters.ts';
import {
  MigrationGenerator,
  SchemaBuilder,
  SchemaDiffer,
  SchemaIntrospector,
  SchemaMigrator,
  renderSchema,
} from '../../../src/schema/index.ts';
import type { MigrationAdapter } from '../../../src/schema/index.ts';
import { content, failsWith, migrating, one, rowsOf } from './migrating.ts';

describe('SchemaMigrator', () => {
  let adapter: MemoryAdapter;
  beforeEach(() => void (adapter = new MemoryAdapter()));
  afterEach(() => adapter.close());
  const { migrate } = migrating(() => adapter);

  it('works as declarative-sqlite describes it', async () => {
    const schema = new SchemaBuilder()
      .table('users', (t) => {
        t.guid('id').notNull('');
        t.text('name').notNull('');
        t.text('email').notNull('');
        t.key('id').primary();
      })
      .build();
    const migrator = new SchemaMigrator(adapter);
    assert.equal(await migrator.isMigrationNeeded(schema), true);
    const plan = await migrator.planMigration(schema);
    assert.equal(plan.hasOperations, true);
    assert.deepEqual(
      plan.operations.flatMap(({ sql }) => sql),
      renderSchema(schema),
    );
    await migrator.migrate(schema);
    assert.equal(await migrator.isMigrationNeeded(schema), false);
    const [table] = await new SchemaIntrospector(adapter).getTables();
    assert.equal(table?.name, 'users');
  });

  it('plans from the tables that the introspector gave, without losing what they do not say', async () => {
    await adapter.exec(`CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT);
      CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END; INSERT INTO t VALUES ('x', 'y')`);
    const live = await new SchemaIntrospector(adapter).getTables();
    const schema = one((t) => {
      t.text('a').notNull('');
      t.text('b');
    });
    const diff = new SchemaDiffer().diff(schema, { tables: live, views: [], version: '' });
    assert.equal(diff.tablesToAlter[0]?.requiresRecreate, true);
    await adapter.exec('BEGIN');
    for (const { sql } of new MigrationGenerator().generateMigration(diff))
      for (const statement of sql) await adapter.exec(statement);
    await adapter.exec('COMMIT');
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM t'), [['x', 'y']]);
    const [made] = await rowsOf(adapter, `SELECT group_concat(sql) FROM sqlite_schema`);
    assert.match(String(made), /NOCASE.*CREATE TRIGGER r/s);
  });

  it('compares plain data with plain data', () => {
    const before = one((t) => void t.text('a'));
    const after = one((t) => {
      t.text('a');
      t.integer('b');
      t.key('b').index();
    });
    const { tablesToAlter, hasChanges } = new SchemaDiffer().diff(after, before);
    assert.equal(hasChanges, true);
    assert.deepEqual(tablesToAlter, [
      {
        tableName: 't',
        columnsToAdd: [{ name: 'b', type: 'INTEGER', notNull: false }],
        columnsToDrop: [],
        columnsToModify: [],
        columnsToRename: [],
        keysToAdd: [{ columns: ['b'], type: 'INDEX', name: 'idx_t_b' }],
        keysToDrop: [],
        requiresRecreate: false,
      },
    ]);
    assert.equal(new SchemaDiffer().diff(after, after).hasChanges, false);
  });

  it('leaves a table out of the comparison that is left out of the live tables', async () => {
    await adapter.exec('CREATE TABLE t (a TEXT); CREATE TABLE theirs (a)');
    const live = await new SchemaIntrospector(adapter).getTables();
    const tables = live.filter(({ name }) => name !== 'theirs');
    assert.equal(
      new SchemaDiffer().diff(
        one((t) => void t.text('a')),
        { tables },
      ).hasChanges,
      false,
    );
  });

  it('makes a table anew without losing a view, a trigger, an index, a rowid or a child row', async () => {
    await adapter.exec(`PRAGMA foreign_keys = ON;
      CREATE TABLE t (a TEXT, b INTEGER, id INTEGER PRIMARY KEY);
      CREATE TABLE child (t INTEGER REFERENCES t (id) ON DELETE CASCADE);
      CREATE INDEX part ON t (a) WHERE b > 1; CREATE TABLE log (what TEXT);
      CREATE TRIGGER r AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.a); END;
      CREATE VIEW heavy AS SELECT a FROM t WHERE b > 1;
      INSERT INTO t VALUES ('x', 1, 7), ('y', 2, 9); INSERT INTO child VALUES (9)`);
    const schema = new SchemaBuilder()
      .table('t', (t) => {
        t.text('a').notNull('?');
        t.text('b');
        t.integer('id');
        t.key('id').primary();
      })
      .table('child', (t) => void t.integer('t').references('t', 'id', { onDelete: 'CASCADE' }))
      .table('log', (t) => void t.text('what'))
      .build();
    await migrate(schema, { allowDestructive: true });
    assert.deepEqual(await rowsOf(adapter, 'SELECT a, b, id FROM t'), [
      ['x', '1', 7],
      ['y', '2', 9],
    ]);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM child'), [[9]]);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM heavy'), [['y']]);
    await adapter.exec(`UPDATE t SET a = 'z' WHERE id = 7`);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM log'), [['z']]);
    assert.deepEqual(await rowsOf(adapter, `SELECT name FROM sqlite_schema WHERE type = 'index'`), [
      ['part'],
    ]);
    assert.deepEqual(await rowsOf(adapter, 'PRAGMA foreign_keys'), [[1]]);
  });

  it('has nothing to do a second time, whatever the defaults', async () => {
    const schema = one((t) => {
      t.text('number').notNull('5');
      t.text('quoted').notNull("it's");
      t.fileset('papers').notNull('');
      t.date('day').notNull(new Date(0));
      t.blob('bytes').notNull(Uint8Array.of(1));
      t.integer('flag').notNull(true);
      t.text('made').defaultValue({ sql: 'CURRENT_TIMESTAMP' });
      t.text('label').lww();
      t.text('size').maxLength(3).validValues(['S', 'M']).enforce();
      t.key('number').unique();
    });
    await migrate(schema);
    assert.deepEqual((await new SchemaMigrator(adapter).planMigration(schema)).operations, []);
  });

  it('keeps rows and all that refers to them under new names', async () => {
    await adapter.exec(`CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT, mail__hlc TEXT, gone TEXT);
      CREATE TABLE page (n INTEGER REFERENCES book (id)); CREATE INDEX idx_book_mail ON book (mail);
      CREATE VIEW v AS SELECT mail FROM book;
      CREATE TRIGGER r AFTER UPDATE OF mail ON book BEGIN UPDATE page SET n = new.id; END;
      INSERT INTO book VALUES (1, 'm', 't', NULL); INSERT INTO page VALUES (1)`);
    const schema = new SchemaBuilder()
      .table('tome', (t) => {
        t.renamedFrom('book');
        t.integer('id');
        t.text('email').notNull('').renamedFrom('mail').lww();
        t.key('id').primary();
        t.key('email').index();
      })
      .table('page', (t) => void t.integer('n').references('tome', 'id'))
      .build();
    await migrate(schema);
    assert.equal(await new SchemaMigrator(adapter).isMigrationNeeded(schema), false);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM tome'), [[1, 'm', 't']]);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM v'), [['m']]);
    await adapter.exec(`UPDATE tome SET email = 'n'`);
    assert.deepEqual(await rowsOf(adapter, `SELECT name FROM sqlite_schema WHERE type = 'index'`), [
      ['idx_tome_email'],
    ]);
  });

  it('renames in all that mentions a table also where the connection is set not to', async () => {
    await adapter.exec(`PRAGMA legacy_alter_table = ON;
      CREATE TABLE book (id INTEGER PRIMARY KEY, gone TEXT); CREATE TABLE page (n INTEGER REFERENCES book (id));
      CREATE VIEW v AS SELECT id FROM book; INSERT INTO book VALUES (1, NULL)`);
    const schema = new SchemaBuilder()
      .table('tome', (t) => {
        t.renamedFrom('book');
        t.integer('id').notNull();
        t.key('id').primary();
      })
      .table('page', (t) => void t.integer('n').references('tome', 'id'))
      .build();
    await migrate(schema);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM v'), [[1]]);
    assert.deepEqual(await rowsOf(adapter, 'PRAGMA legacy_alter_table'), [[1]]);
  });

  it('undoes everything where a statement fails, and leaves the settings as they were', async () => {
    await adapter.exec(
      'PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = ON; CREATE TABLE t (a TEXT) STRICT',
    );
    const before = await content(adapter);
    const schema = new SchemaBuilder()
      .table('first', (t) => void t.text('a'))
      .table('t', (t) => {
        t.text('a');
        t.guid('b');
      })
      .build();
    await assert.rejects(migrate(schema), /unknown datatype/);
    assert.equal(await content(adapter), before);
    assert.deepEqual(await rowsOf(adapter, 'PRAGMA foreign_keys'), [[1]]);
    assert.deepEqual(await rowsOf(adapter, 'PRAGMA legacy_alter_table'), [[1]]);
  });

  it('needs a transaction of its own', async () => {
    await adapter.exec('PRAGMA foreign_keys = ON; BEGIN');
    await assert.rejects(migrate(one((t) => void t.text('a'))), failsWith('in-transaction'));
    await adapter.exec('COMMIT; PRAGMA foreign_keys = OFF; BEGIN');
    await assert.rejects(migrate(one((t) => void t.text('a'))), /within a transaction/);
    await adapter.exec('COMMIT');
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM sqlite_schema'), []);
  });

  it('undoes what does not give the declared schema', async () => {
    // An adapter that swallows a statement stands for anything that does not do what it says.
    const forgetful: MigrationAdapter = {
      prepare: (sql) => adapter.prepare(sql),
      exec: async (sql) => (sql.startsWith('CREATE INDEX') ? undefined : adapter.exec(sql)),
    };
    const schema = one((t) => void t.key(t.text('a').name).index());
    await assert.rejects(
      new SchemaMigrator(forgetful).migrate(schema),
      failsWith('not-proven', 'idx_t_a'),
    );
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM sqlite_schema'), []);
  });

  it('works with any driver', async () => {
    const database = new DatabaseSync(':memory:');
    const other: MigrationAdapter = {
      exec: async (sql) => database.exec(sql),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        statement.setReadBigInts(true);
        return {
          all: async <Row>(...parameters: readonly unknown[]) =>
            statement.all(...(parameters as string[])) as Row[],
          get: async <Row>(...parameters: readonly unknown[]) =>
            statement.get(...(parameters as string[])) as Row | undefined,
          run: async (...parameters) => {
            const { changes, lastInsertRowid } = statement.run(...(parameters as string[]));
            return { changes: Number(changes), lastInsertRowid };
          },
          finalize: async () => {},
        };
      },
    };
    const migrator = new SchemaMigrator(other);
    await migrator.migrate(one((t) => void t.text('a')));
    database.exec(`INSERT INTO t VALUES ('x')`);
    const schema = one((t) => void t.text('a').notNull(''));
    await migrator.migrate(schema);
    assert.equal(await migrator.isMigrationNeeded(schema), false);
    assert.deepEqual({ ...database.prepare('SELECT a FROM t').get() }, { a: 'x' });
    database.close();
  });
});
