import assert from 'node:assert/strict';
import { parseIndex } from '../../../src/core/schema/parse/indexes.ts';
import { parseTrigger } from '../../../src/core/schema/parse/trigger.ts';
import { parseView } from '../../../src/core/schema/parse/view.ts';
import { parseVirtualTable } from '../../../src/core/schema/parse/virtualTable.ts';
import { all, schemaIn, stock } from './parseFacts.ts';

const BASE = 'CREATE TABLE base (a TEXT COLLATE NOCASE, b INT, "odd name" TEXT)';

const INDEXES: readonly string[] = [
  'CREATE INDEX i ON base (a)',
  'CREATE UNIQUE INDEX "i i" ON base (a DESC, b ASC)',
  `CREATE INDEX i ON base ('a', "b", [odd name])`,
  'CREATE INDEX i ON base ((a))',
  'CREATE INDEX i ON base ((a) COLLATE BINARY DESC)',
  'CREATE INDEX i ON base ((a COLLATE RTRIM))',
  'CREATE INDEX i ON base (lower(a) COLLATE NOCASE, b)',
  'CREATE INDEX i ON base (a || b COLLATE NOCASE)',
  'CREATE INDEX i ON base ((a || b) COLLATE NOCASE DESC)',
  'CREATE INDEX i ON base (CASE WHEN a THEN b ELSE 1 END, a) WHERE b > (1) AND a IS NOT NULL',
  'CREATE INDEX i ON base (b -- the number\n) -- done',
  'CREATE INDEX i ON base (a) WHERE a = "x"',
];

describe('A stored index', () => {
  for (const statement of INDEXES)
    it(`is read as SQLite reads it: ${statement.replace(/\s+/g, ' ')}`, () => {
      let made: readonly unknown[];
      const database = stock(BASE);
      try {
        database.exec(statement);
        const [index] = schemaIn(database).indexes;
        assert.ok(index);
        made = all(
          database,
          'SELECT cid, name, coll, "desc" FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno',
          index.name,
        ).map(({ cid, name, coll, desc }) => [cid === -2 ? null : name, fold(coll), desc === 1]);
        const parts = index.parts.map(({ column, collation, descending }) => [
          column,
          fold(collation ?? (column === 'a' ? 'nocase' : 'binary')),
          descending,
        ]);
        assert.deepEqual(parts, made);
        const [listed] = all(database, `SELECT * FROM pragma_index_list('base')`);
        assert.equal(index.unique, listed?.['unique'] === 1);
        assert.equal(index.where !== null, listed?.['partial'] === 1);
        assert.equal(index.table, 'base');
      } finally {
        database.close();
      }
    });

  it('has the text of its expressions', () => {
    const index = parseIndex("CREATE INDEX i ON t (lower( a ), (b + 1) DESC) WHERE a = 'x' -- end");
    assert.deepEqual(
      index.parts.map(({ expression }) => expression?.text),
      ['lower( a )', 'b + 1'],
    );
    assert.deepEqual(index.where, { text: "a = 'x'", canonical: "a = 'x'" });
  });
});

describe('A stored view', () => {
  it('has the names of its columns', () => {
    const view = parseView(
      `CREATE VIEW "v v" (a, 'b c', [D]) AS WITH x (y) AS (SELECT 1) SELECT * FROM x`,
    );
    assert.equal(view.name, 'v v');
    assert.deepEqual(view.columns, ['a', 'b c', 'D']);
    assert.deepEqual(parseView('CREATE VIEW v AS SELECT 1').columns, []);
  });
});

describe('A stored trigger', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['CREATE TRIGGER g INSERT ON t BEGIN SELECT 1; END', 't', 'BEFORE', 'INSERT'],
    ['CREATE TRIGGER g BEFORE DELETE ON "t t" BEGIN SELECT 1; END', 't t', 'BEFORE', 'DELETE'],
    [
      'CREATE TRIGGER g AFTER UPDATE OF a, [b c] ON main.t BEGIN SELECT 1; END',
      't',
      'AFTER',
      'UPDATE',
    ],
    [
      'CREATE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW BEGIN SELECT 1; END',
      'v',
      'INSTEAD OF',
      'DELETE',
    ],
    [
      'CREATE TRIGGER after AFTER INSERT ON t WHEN new.begin > "begin" BEGIN SELECT 1; END',
      't',
      'AFTER',
      'INSERT',
    ],
    [
      'CREATE TRIGGER main.g AFTER INSERT ON t WHEN CASE WHEN 1 THEN begin END BEGIN INSERT INTO t VALUES (CASE WHEN 1 THEN 2 END); END',
      't',
      'AFTER',
      'INSERT',
    ],
  ];
  for (const [sql, table, time, event] of cases)
    it(`says what it watches: ${sql}`, () => {
      const trigger = parseTrigger(sql);
      assert.deepEqual([trigger.table, trigger.time, trigger.event], [table, time, event]);
      assert.match(trigger.canonical, / begin (select|insert) .* end$/);
    });
});

describe('A stored virtual table', () => {
  it('has its module, and its arguments as they are written', () => {
    const sql = `CREATE VIRTUAL TABLE "f f" USING FTS5(  A , b UNINDEXED,tokenize = "porter  ascii", x='(,'  )`;
    const table = parseVirtualTable(sql);
    assert.equal(table.name, 'f f');
    assert.equal(table.module, 'FTS5');
    assert.equal(
      table.canonical,
      `create virtual table "f f" using fts5 ( A , b UNINDEXED , tokenize = "porter  ascii" , x='(,' )`,
    );
  });

  it('may have no arguments', () => {
    assert.equal(
      parseVirtualTable('CREATE VIRTUAL TABLE d USING dbstat').canonical,
      parseVirtualTable('CREATE VIRTUAL TABLE d USING dbstat()').canonical,
    );
  });
});

function fold(value: unknown): string {
  return String(value).toLowerCase();
}
