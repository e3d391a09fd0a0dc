import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Renames } from '../../src/core/schema/change.ts';
import { diffSchemas, isEmpty } from '../../src/core/schema/diff/diff.ts';
import { renameOnPaper } from '../../src/core/schema/diff/paper.ts';
import type { Schema } from '../../src/core/schema/model.ts';
import { quoteIdentifier } from '../../src/core/sql/identifier.ts';
import { restyled, schemaArbitrary, stylesArbitrary } from '../support/schemaGenerator.ts';
import { schemaFrom, schemaIn, stock } from '../unit/schema/parseFacts.ts';

describe('The difference of random schemas', () => {
  it('is empty for a schema and itself', () => {
    fc.assert(
      fc.property(schemaArbitrary, (statements) => {
        const schema = schemaFrom(...statements);
        assert.deepEqual(diffSchemas(schema, schema), { changes: [], candidates: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('is empty when SQLite has read the stored texts again', () => {
    fc.assert(
      fc.property(schemaArbitrary, (statements) => {
        const schema = schemaFrom(...statements);
        assert.deepEqual(diffSchemas(schema, schemaFrom(...textsOf(schema))), NOTHING);
      }),
      { numRuns: 150 },
    );
  });

  it('is empty for other spaces, comments, quotes and letter case', () => {
    fc.assert(
      fc.property(schemaArbitrary, stylesArbitrary, (statements, styles) => {
        const schema = schemaFrom(...statements);
        const other = schemaFrom(...statements.map((each) => restyled(each, styles)));
        assert.deepEqual(diffSchemas(schema, other), NOTHING);
        assert.deepEqual(diffSchemas(other, schema), NOTHING);
      }),
      { numRuns: 300 },
    );
  });

  it('is empty in one direction exactly when it is in the other, and when all texts are equal', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.constantFrom(...TWEAKS), fc.nat(5), (one, tweak, at) => {
        const changed = one.map((text, index) =>
          index === at % one.length ? text.replace(...tweak) : text,
        );
        const [a, b] = [schemaFrom(...one), schemaFrom(...changed)];
        const equal = isEmpty(diffSchemas(a, b));
        assert.equal(isEmpty(diffSchemas(b, a)), equal);
        assert.equal(equal, sameTexts(a, b));
      }),
      { numRuns: 400 },
    );
  });

  it('is empty in both directions or in none for schemas that have nothing to do with each other', () => {
    fc.assert(
      fc.property(schemaArbitrary, schemaArbitrary, (one, two) => {
        const [a, b] = [schemaFrom(...one), schemaFrom(...two)];
        assert.equal(isEmpty(diffSchemas(b, a)), isEmpty(diffSchemas(a, b)));
        assert.equal(isEmpty(diffSchemas(a, b)), sameTexts(a, b));
      }),
      { numRuns: 100 },
    );
  });
});

describe('A schema that is renamed on paper', () => {
  it('is what SQLite makes of it, apart from what is called unclear', () => {
    let clear = 0;
    fc.assert(
      fc.property(schemaArbitrary, fc.nat(), fc.nat(), (statements, pick, which) => {
        const database = stock(...statements);
        try {
          const before = schemaIn(database);
          const { sql, renames } = renaming(before, pick, which);
          fc.pre(isTaken(database, sql));
          const after = schemaIn(database);
          const { schema, unclear } = renameOnPaper(before, renames);
          for (const list of ['tables', 'indexes', 'views', 'triggers'] as const)
            for (const [index, object] of schema[list].entries()) {
              if (unclear.has(object)) continue;
              assert.equal(object.canonical, after[list][index]?.canonical, sql);
              if (object !== before[list][index]) clear += 1;
            }
          assert.equal(before.tables.length, after.tables.length);
        } finally {
          database.close();
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(clear > 100, 'most of what is renamed is clear');
  });
});

/** Edits that leave valid statements, where they find something. */
const TWEAKS: readonly (readonly [RegExp, string])[] = [
  [/TEXT/, 'NUMERIC'],
  [/VARCHAR\(20\)/, 'VARCHAR ( 20 )'],
  [/DEFAULT 0/, 'DEFAULT (0)'],
  [/DEFAULT 0/, 'DEFAULT 1'],
  [/CONSTRAINT filled NOT NULL ON CONFLICT REPLACE/, 'NOT NULL'],
  [/ UNIQUE/, ''],
  [/NOCASE/, 'BINARY'],
  [/STORED/, 'VIRTUAL'],
  [/CASCADE/, 'NO ACTION'],
  [/ DEFERRABLE INITIALLY DEFERRED/, ''],
  [/ WITHOUT ROWID/, ''],
  [/"the rule"/, '[THE RULE]'],
  [/'no, /, "'no , "],
  [/ WHERE /, ' WHERE 1 AND '],
  [/AFTER/, 'BEFORE'],
  [/ AUTOINCREMENT/, ''],
  [/ DESC/, ' ASC'],
  [/^/, ''],
];

const NOTHING = { changes: [], candidates: [] };

/** One table or one column renamed, as a statement and as an answer. */
function renaming(
  { tables }: Schema,
  pick: number,
  which: number,
): { readonly sql: string; readonly renames: Renames } {
  const table = tables[pick % tables.length];
  assert.ok(table);
  const name = quoteIdentifier(table.name);
  const column = table.columns[which % (table.columns.length + 1)]?.name;
  if (column === undefined)
    return {
      sql: `ALTER TABLE ${name} RENAME TO "new name"`,
      renames: { tables: [{ from: table.name, to: 'new name' }], columns: [] },
    };
  return {
    sql: `ALTER TABLE ${name} RENAME COLUMN ${quoteIdentifier(column)} TO renamed`,
    renames: { tables: [], columns: [{ table: table.name, from: column, to: 'renamed' }] },
  };
}

/** SQLite refuses to rename what a trigger on a view needs. */
function isTaken(database: DatabaseSync, sql: string): boolean {
  try {
    database.exec(sql);
    return true;
  } catch {
    return false;
  }
}

function textsOf(schema: Schema): readonly string[] {
  const { tables, indexes, views, triggers } = schema;
  return [...tables, ...indexes, ...views, ...triggers].map(({ sql }) => sql);
}

function sameTexts(a: Schema, b: Schema): boolean {
  const canonical = ({ tables, indexes, views, triggers }: Schema): string =>
    [...tables, ...indexes, ...views, ...triggers]
      .map((object) => object.canonical)
      .toSorted()
      .join('\n');
  return canonical(a) === canonical(b);
}
