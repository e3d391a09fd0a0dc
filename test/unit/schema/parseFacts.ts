import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA_QUERIES, schemaOf } from '../../../src/core/schema/inspect.ts';
import type { KeyPart, Schema, Table } from '../../../src/core/schema/model.ts';
import { foldName, sameName, unquote } from '../../../src/core/sql/identifier.ts';
import { significantTokens } from '../../../src/core/sql/token.ts';

type Row = Readonly<Record<string, unknown>>;

/** A new database in memory that takes what stock SQLite takes, double-quoted strings too. */
export function stock(...statements: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(':memory:', {
    enableDoubleQuotedStringLiterals: true,
    enableForeignKeyConstraints: false,
  });
  for (const statement of statements) database.exec(statement);
  return database;
}

/** All rows of a query. */
export function all(database: DatabaseSync, sql: string, ...values: readonly string[]): Row[] {
  return database.prepare(sql).all(...values);
}

/** The schema that statements make, read by SQLite first and then by the parser. */
export function schemaFrom(...statements: readonly string[]): Schema {
  const database = stock(...statements);
  try {
    return schemaIn(database);
  } finally {
    database.close();
  }
}

/** The schema of an open database. */
export function schemaIn(database: DatabaseSync): Schema {
  return schemaOf({
    objects: all(database, SCHEMA_QUERIES.objects),
    tables: all(database, SCHEMA_QUERIES.tables),
    columns: all(database, SCHEMA_QUERIES.columns),
  });
}

/** Asserts that every table that a statement makes was read as SQLite reads it. */
export function checkAgainstPragmas(statement: string): void {
  const database = stock(statement);
  try {
    const { tables } = schemaIn(database);
    assert.ok(tables.length > 0, 'the statement makes a table');
    for (const table of tables) {
      assert.deepEqual(factsOf(table), factsIn(database, table.name), statement);
      checkKeys(table, keysIn(database, table.name), statement);
      checkSpans(table);
    }
  } finally {
    database.close();
  }
}

/** What SQLite says about a table. */
function factsIn(database: DatabaseSync, table: string): object {
  const list = all(database, 'SELECT wr, strict FROM pragma_table_list WHERE name = ?', table)[0];
  return {
    columns: all(database, 'SELECT * FROM pragma_table_xinfo(?) ORDER BY cid', table).map(
      (row) => ({
        name: row['name'],
        type: plainType(String(row['type'])),
        notNull: row['notnull'] === 1,
        default: foldName(String(row['dflt_value'])) === 'null' ? null : row['dflt_value'],
        key: row['pk'],
        hidden: row['hidden'],
      }),
    ),
    withoutRowid: list?.['wr'] === 1,
    strict: list?.['strict'] === 1,
    autoincrement: all(database, `SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'`)
      .length,
    foreignKeys: foreignKeysIn(database, table),
  };
}

/** The same from the model. */
function factsOf(table: Table): object {
  const key = [...new Set(table.primaryKey?.parts.map(({ column }) => foldName(column ?? '')))];
  return {
    columns: table.columns.map((column) => {
      const position = key.indexOf(foldName(column.name)) + 1;
      const implied =
        position > 0 &&
        (table.withoutRowid || (table.strict && table.primaryKey?.rowidAlias !== column.name));
      return {
        name: column.name,
        type: plainType(column.type),
        notNull: column.notNull !== null || implied,
        default: column.default?.text ?? null,
        key: position,
        hidden: column.generated ? { VIRTUAL: 2, STORED: 3 }[column.generated.storage] : 0,
      };
    }),
    withoutRowid: table.withoutRowid,
    strict: table.strict,
    autoincrement: table.primaryKey?.autoincrement ? 1 : 0,
    foreignKeys: distinctTexts(
      table.foreignKeys.map(({ parent, columns, parentColumns, onUpdate, onDelete }) => ({
        parent,
        onUpdate,
        onDelete,
        columns: columns.map(
          (from, index) => `${spelled(table, from)} -> ${parentColumns[index] ?? null}`,
        ),
      })),
    ),
  };
}

function foreignKeysIn(database: DatabaseSync, table: string): string[] {
  const rows = all(database, 'SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq', table);
  return distinctTexts(
    [...Map.groupBy(rows, (row) => row['id']).values()].map((key) => ({
      parent: key[0]?.['table'],
      onUpdate: key[0]?.['on_update'],
      onDelete: key[0]?.['on_delete'],
      columns: key.map((row) => `${String(row['from'])} -> ${String(row['to'])}`),
    })),
  );
}

/** The columns of each index that a constraint makes, as `name collation [DESC]`. */
function keysIn(database: DatabaseSync, table: string): string[][] {
  return all(database, `SELECT name FROM pragma_index_list(?) WHERE origin <> 'c'`, table).map(
    (index) =>
      all(
        database,
        'SELECT name, coll, "desc" FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno',
        String(index['name']),
      ).map((row) => keyText(String(row['name']), String(row['coll']), row['desc'] === 1)),
  );
}

/** SQLite makes one index for keys that differ at most in direction, and none for a rowid alias. */
function checkKeys(table: Table, theirs: readonly string[][], statement: string): void {
  const { primaryKey, uniques } = table;
  const own = primaryKey && primaryKey.rowidAlias === null ? [primaryKey, ...uniques] : uniques;
  const ours = own.map(({ parts }) => parts.map((part) => partText(table, part)));
  const texts = new Set(ours.map((key) => key.join()));
  for (const key of theirs) assert.ok(texts.has(key.join()), `${statement}\nhas ${key.join()}`);
  const bare = (keys: readonly string[][]): string[] =>
    [...new Set(keys.map((key) => key.join().replaceAll(' DESC', '')))].toSorted();
  assert.deepEqual(bare(ours), bare(theirs), statement);
}

function partText(table: Table, { column, collation, descending }: KeyPart): string {
  const own = table.columns.find(({ name }) => sameName(name, column ?? ''));
  return keyText(own?.name ?? '', collation ?? own?.collation ?? 'BINARY', descending);
}

function keyText(name: string, collation: string, descending: boolean): string {
  return `${name} ${foldName(collation)}${descending ? ' DESC' : ''}`;
}

/** Items, clauses and constraints are where the layout says, in order, and nothing but commas lies between them. */
function checkSpans({ name, sql, layout, ...table }: Table): void {
  let end = layout.body.start + 1;
  for (const item of layout.items) {
    assert.match(plainType(sql.slice(end, item.span.start)), /^,?$/);
    end = item.span.end;
    let clauseEnd = item.column?.typeSpan.end ?? end;
    for (const clause of item.column?.clauses ?? []) {
      assert.ok(clause.span.start >= clauseEnd && clause.span.end <= item.span.end);
      clauseEnd = clause.span.end;
    }
  }
  assert.equal(sql.slice(layout.body.end - 1, layout.body.end), ')');
  assert.equal(plainType(sql.slice(end, layout.body.end - 1)), '');
  assert.equal(unquote(sql.slice(layout.name.start, layout.name.end)), name);
  for (const { span } of [...table.uniques, ...table.checks, ...table.foreignKeys])
    assert.match(sql.slice(span.start, span.end), /^(constraint|unique|check|foreign|references)/i);
}

function spelled(table: Table, column: string): string {
  return table.columns.find(({ name }) => sameName(name, column))?.name ?? column;
}

/** A type without comments and with single spaces: SQLite keeps both as they are written. */
function plainType(type: string): string {
  const texts = [...significantTokens(type)].map(({ start, end }) => type.slice(start, end));
  return foldName(texts.join(' '));
}

/** Two keys that differ only in the case of names are one. */
function distinctTexts(values: readonly object[]): string[] {
  return [...new Set(values.map((value) => foldName(JSON.stringify(value))))].toSorted();
}
