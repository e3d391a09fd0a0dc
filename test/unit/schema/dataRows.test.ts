import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openForWriting, reading, using } from '../../../src/core/database/open.ts';
import type { SchemaDiff, TableChange } from '../../../src/core/schema/change.ts';
import { rowDifferences } from '../../../src/core/schema/data/rowCheck.ts';
import { tablePairs } from '../../../src/core/schema/data/tablePair.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import type { Column, Schema, Table } from '../../../src/core/schema/model.ts';
import { execute } from '../../support/database.ts';
import { temporaryFolder } from '../../support/project.ts';

interface Case {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly renames?: Readonly<Record<string, string>>;
  readonly retyped?: readonly string[];
  readonly allowRetyped?: boolean;
  readonly differences: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: 'the same rows',
    before: `CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, x'00');`,
    after: `CREATE TABLE t (id INTEGER PRIMARY KEY, b, a); INSERT INTO t VALUES (1, 0, 'x'), (2, 0, NULL), (3, 0, x'00');`,
    differences: [],
  },
  {
    what: 'a lost row',
    before: 'CREATE TABLE t (a); INSERT INTO t VALUES (1), (2);',
    after: 'CREATE TABLE t (a); INSERT INTO t VALUES (1);',
    differences: ['t has 1 row and had 2'],
  },
  {
    what: 'a changed value',
    before: `CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y');`,
    after: `CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'z');`,
    differences: ['t.b has another value in 1 row'],
  },
  {
    what: 'NULL that became a value, in one column, and a value that became NULL in another',
    before: 'CREATE TABLE t (a, b); INSERT INTO t VALUES (NULL, 1);',
    after: 'CREATE TABLE t (a, b); INSERT INTO t VALUES (0, NULL);',
    differences: ['t.a has another value in 1 row', 't.b has another value in 1 row'],
  },
  {
    what: 'another storage class of an equal number',
    before: 'CREATE TABLE t (a); INSERT INTO t VALUES (1);',
    after: 'CREATE TABLE t (a); INSERT INTO t VALUES (1.0);',
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'another letter case under a collation that does not care',
    before: `CREATE TABLE t (a COLLATE NOCASE); INSERT INTO t VALUES ('x');`,
    after: `CREATE TABLE t (a COLLATE NOCASE); INSERT INTO t VALUES ('X');`,
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'text that an INTEGER column turned into a number',
    before: `CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('007');`,
    after: `CREATE TABLE t (a INTEGER); INSERT INTO t VALUES ('007');`,
    retyped: ['a'],
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'the same where it was allowed',
    before: `CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('007'), (NULL);`,
    after: `CREATE TABLE t (a INTEGER); INSERT INTO t VALUES ('007'), (NULL);`,
    retyped: ['a'],
    allowRetyped: true,
    differences: [],
  },
  {
    what: 'NULL instead of a value, which no type change allows',
    before: `CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x');`,
    after: 'CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (NULL);',
    retyped: ['a'],
    allowRetyped: true,
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'moved rowids',
    before: 'CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (5, 1), (7, 2);',
    after: 'CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (1, 1), (2, 2);',
    differences: ['t has another rowid in 2 rows'],
  },
  {
    what: 'rowids behind columns of all but one of their names',
    before: 'CREATE TABLE t (rowid, oid); INSERT INTO t (_rowid_, rowid) VALUES (5, 1);',
    after: 'CREATE TABLE t (rowid, oid); INSERT INTO t (_rowid_, rowid) VALUES (6, 1);',
    differences: ['t has another rowid in 1 row'],
  },
  {
    what: 'rows that no name of the rowid leads to',
    before: `CREATE TABLE t (rowid, oid, _rowid_); INSERT INTO t VALUES (1, 2, 3), (1, 2, 3), (4, 5, 6);`,
    after: `CREATE TABLE t (rowid, oid, _rowid_); INSERT INTO t VALUES (4, 5, 6), (1, 2, 3), (4, 5, 6);`,
    differences: ['t has other values in some rows'],
  },
  {
    what: 'a new INTEGER PRIMARY KEY that shows the rowid',
    before: 'CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (5, 1), (7, 2);',
    after: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (5, 1), (8, 2);',
    differences: ['t has another id in 1 row'],
  },
  {
    what: 'a column that became the INTEGER PRIMARY KEY',
    before: 'CREATE TABLE t (id INTEGER, a); INSERT INTO t VALUES (50, 1), (70, 2);',
    after: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (50, 1), (70, 3);',
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'an INTEGER PRIMARY KEY that became a column',
    before: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (50, 1), (70, 2);',
    after: 'CREATE TABLE t (id INTEGER, a); INSERT INTO t VALUES (50, 1), (70, 3);',
    differences: ['t has other values in some rows'],
  },
  {
    what: 'a table without rowids, by its key',
    before: `CREATE TABLE t (k TEXT, l INT, a, PRIMARY KEY (k, l)) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1, 1), ('x', 2, 2);`,
    after: `CREATE TABLE t (k TEXT, l INT, a, PRIMARY KEY (k, l)) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1, 1), ('x', 2, 3);`,
    differences: ['t.a has another value in 1 row'],
  },
  {
    what: 'a table that lost its rowids',
    before: `CREATE TABLE t (k TEXT PRIMARY KEY, a); INSERT INTO t VALUES ('x', 1), ('y', 2);`,
    after: `CREATE TABLE t (k TEXT PRIMARY KEY, a) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1), ('y', 3);`,
    differences: ['t has other values in some rows'],
  },
  {
    what: 'a renamed table with a renamed column',
    before: 'CREATE TABLE old (a, b); INSERT INTO old VALUES (1, 2);',
    after: 'CREATE TABLE t (c, b); INSERT INTO t VALUES (1, 3);',
    renames: { old: 't', a: 'c' },
    differences: ['t.b has another value in 1 row'],
  },
  {
    what: 'a generated column, whose values nobody stored',
    before: 'CREATE TABLE t (a, b AS (a + 1)); INSERT INTO t VALUES (1);',
    after: 'CREATE TABLE t (a, b AS (a + 2)); INSERT INTO t VALUES (1);',
    differences: [],
  },
  {
    what: 'a table of many columns',
    before: `CREATE TABLE t (${names(1500)}); INSERT INTO t (c3, c1499) VALUES (1, 2);`,
    after: `CREATE TABLE t (${names(1500)}); INSERT INTO t (c3, c1499) VALUES (1, 3);`,
    differences: ['t.c1499 has another value in 1 row'],
  },
];

function names(count: number): string {
  return Array.from({ length: count }, (_, index) => `c${index}`).join(', ');
}

describe('comparing rows with what they were', () => {
  for (const each of CASES)
    it(`${each.differences.length === 0 ? 'is content with' : 'finds'} ${each.what}`, () => {
      assert.deepEqual(differences(each), each.differences);
    });

  it('takes a table for gone whose name another one has got', () => {
    const from = schemaFrom('CREATE TABLE a (x); CREATE TABLE b (y);').schema;
    const to = schemaFrom('CREATE TABLE b (x);').schema;
    const diff = diffOf(from, to, { a: 'b' });
    assert.deepEqual(
      tablePairs(from, to, diff).map((pair) => [pair.from.name, pair.to.name]),
      [['a', 'b']],
    );
  });
});

function differences({ before, after, renames = {}, ...given }: Case): readonly string[] {
  const [old, now] = [schemaFrom(before), schemaFrom(after)];
  const diff = diffOf(old.schema, now.schema, renames, given.retyped);
  const pairs = tablePairs(old.schema, now.schema, diff);
  assert.equal(pairs.length, 1);
  return using(openForWriting(now.file), (connection) => {
    connection.run('ATTACH ? AS original', [old.file]);
    return pairs.flatMap((pair) =>
      rowDifferences(connection, pair, { allowRetyped: given.allowRetyped ?? false }),
    );
  });
}

function schemaFrom(sql: string): { readonly file: string; readonly schema: Schema } {
  const file = join(temporaryFolder(), 'rows.db');
  execute(file, sql);
  return { file, schema: reading(file, inspect) };
}

/** The parts of a difference that tell which table and column has become which. */
function diffOf(
  from: Schema,
  to: Schema,
  renames: Readonly<Record<string, string>>,
  retyped: readonly string[] = [],
): SchemaDiff {
  const changes = from.tables.flatMap((table): SchemaDiff['changes'] => {
    const after = to.tables.find(({ name }) => name === (renames[table.name] ?? table.name));
    if (after === undefined) return [];
    const within = [
      ...table.columns.flatMap((column): TableChange[] => {
        const name = renames[column.name];
        return name === undefined
          ? []
          : [{ kind: 'rename-column', from: column, to: columnOf(after, name) }];
      }),
      ...retyped.map((name): TableChange => ({
        kind: 'change-type',
        from: columnOf(table, name),
        to: columnOf(after, name),
      })),
    ];
    return [
      ...(table.name === after.name
        ? []
        : [{ kind: 'rename-table', from: table, to: after } as const]),
      { kind: 'change-table', from: table, to: after, changes: within },
    ];
  });
  return { changes, candidates: [] };
}

function columnOf({ columns }: Table, name: string): Column {
  const found = columns.find((column) => column.name === name);
  assert.ok(found);
  return found;
}
