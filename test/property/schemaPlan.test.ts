import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Connection } from '../../src/core/database/connection.ts';
import { foreignKeyViolations, newViolations } from '../../src/core/database/foreignKeys.ts';
import { openScratch, reading, using } from '../../src/core/database/open.ts';
import { countHazards, violationsOf } from '../../src/core/schema/data/hazards.ts';
import { describeChange } from '../../src/core/schema/diff/describe.ts';
import { diffSchemas } from '../../src/core/schema/diff/diff.ts';
import { inspect } from '../../src/core/schema/inspect.ts';
import type { Schema, Table } from '../../src/core/schema/model.ts';
import { planChanges } from '../../src/core/schema/plan/planChanges.ts';
import { renderPlan } from '../../src/core/schema/plan/renderPlan.ts';
import type { Plan } from '../../src/core/schema/step.ts';
import { quoteIdentifier, sameName } from '../../src/core/sql/identifier.ts';
import { dump, execute } from '../support/database.ts';
import { rounds, tell } from '../reliability/support/scale.ts';
import { runStock } from '../support/stockSqlite.ts';
import { schemaPairs } from './schemaPairs.ts';
import type { SchemaPair } from './schemaPairs.ts';

const RUNS = rounds(150, 3000);
const TIMEOUT = 60_000 + RUNS * 500;
const TARGETS = ['3.35', '3.53'];

type Outcome = 'applied' | 'refused' | 'violated';

describe('a plan from one schema to another', () => {
  it('makes the one the other, keeps every row, and leaves nothing to do', function () {
    this.timeout(TIMEOUT);
    const outcomes: Record<Outcome, number> = { applied: 0, refused: 0, violated: 0 };
    fc.assert(
      fc.property(schemaPairs, fc.constantFrom(...TARGETS), (pair, target) => {
        using(filled(pair), (live) => {
          outcomes[applyAndCheck(live, schemaFrom(pair.after), target)] += 1;
        });
      }),
      { numRuns: RUNS },
    );
    tell(
      `${outcomes.applied} plans applied, ${outcomes.violated} that the rows forbid, ${outcomes.refused} refused`,
    );
    // Plans that are mostly refused would prove little.
    assert.ok(outcomes.applied > RUNS / 2, JSON.stringify(outcomes));
  });

  it('runs in the stock program too, and leaves the same there', function () {
    this.timeout(TIMEOUT);
    const folder = mkdtempSync(join(tmpdir(), 'fastmigrate-plan-'));
    let ran = 0;
    fc.assert(
      fc.property(schemaPairs, fc.nat(), (pair, id) => {
        const [own, stock] = [join(folder, `${ran}-${id}-own.db`), join(folder, `${ran}-${id}.db`)];
        ran += 1;
        for (const file of [own, stock]) {
          execute(file, `${pair.before.join(';\n')};`);
          for (const sql of acceptedRows(pair)) execute(file, sql);
        }
        const plan = using(filled(pair), (live) => planFor(live, schemaFrom(pair.after), '3.35'));
        if (plan.refusals.length > 0 || violationsOf(plan).length > 0) return;
        const script = `BEGIN IMMEDIATE;\n${renderPlan(plan)}\nCOMMIT;`;
        execute(own, script);
        assert.equal(runStock(stock, script), undefined, script);
        const to = schemaFrom(pair.after);
        assert.deepEqual(diffSchemas(reading(stock, inspect), to).changes, [], script);
        // Versions of SQLite leave comments in the stored text or take them out; the rows are the same.
        assert.deepEqual(rowsIn(stock), rowsIn(own));
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
    rmSync(folder, { recursive: true });
  });

  it('leaves everything as it was where it stops at any statement', function () {
    this.timeout(TIMEOUT);
    fc.assert(
      fc.property(schemaPairs, fc.nat(), (pair, at) => {
        using(filled(pair), (live) => {
          const statements = planFor(live, schemaFrom(pair.after), '3.35').steps.flatMap(
            ({ sql }) => sql,
          );
          const before = contentOf(live);
          live.exec('BEGIN IMMEDIATE');
          for (const sql of statements.slice(0, at % (statements.length + 1)))
            if (!fits(live, sql)) break;
          if (live.inTransaction) live.exec('ROLLBACK');
          assert.deepEqual(contentOf(live), before);
        });
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});

function applyAndCheck(live: Connection, to: Schema, target: string): Outcome {
  const from = inspect(live);
  const plan = planFor(live, to, target);
  if (plan.refusals.length > 0) return 'refused';
  if (violationsOf(plan).length > 0) {
    assert.ok(breaks(live, plan), `nothing breaks: ${JSON.stringify(violationsOf(plan))}`);
    return 'violated';
  }
  const before = rowsOf(live, from, to);
  live.exec('BEGIN IMMEDIATE');
  for (const sql of plan.steps.flatMap((step) => step.sql)) {
    try {
      live.exec(sql);
    } catch (error) {
      throw new Error(`${String(error)} in\n${sql}\nof\n${renderPlan(plan)}`, { cause: error });
    }
  }
  live.exec('COMMIT');
  const now = inspect(live);
  const left = diffSchemas(now, to).changes.flatMap(describeChange);
  assert.deepEqual(left, [], renderPlan(plan));
  assert.deepEqual(diffSchemas(to, now).changes, []);
  assert.deepEqual(rowsOf(live, from, to), before, renderPlan(plan));
  assert.deepEqual(live.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.equal(live.get('PRAGMA legacy_alter_table')?.['legacy_alter_table'], 0);
  return 'applied';
}

/** Whether the plan fails on these rows, or leaves rows without a parent. */
function breaks(live: Connection, plan: Plan): boolean {
  const before = foreignKeyViolations(live);
  live.exec('BEGIN IMMEDIATE');
  try {
    for (const sql of plan.steps.flatMap((step) => step.sql)) live.exec(sql);
    return newViolations(before, foreignKeyViolations(live)).length > 0;
  } catch (error) {
    assert.match(String(error), /constraint|cannot store|mismatch/);
    return true;
  } finally {
    if (live.inTransaction) live.exec('ROLLBACK');
  }
}

function planFor(live: Connection, to: Schema, target: string): Plan {
  const from = inspect(live);
  const diff = diffSchemas(from, to, { tables: [], columns: [] });
  return countHazards(planChanges(diff, { from, to, target }), live);
}

function filled({ before, rows }: SchemaPair): Connection {
  const connection = openScratch();
  for (const sql of before) connection.exec(sql);
  for (const sql of rows) fits(connection, sql);
  return connection;
}

/** Runs a statement. STRICT tables refuse values of another type, and IGNORE does not cover that. */
function fits(connection: Connection, sql: string): boolean {
  try {
    connection.exec(sql);
    return true;
  } catch (error) {
    assert.match(String(error), /cannot store|datatype mismatch|constraint/);
    return false;
  }
}

function acceptedRows({ before, rows }: SchemaPair): string[] {
  return using(openScratch(), (connection) => {
    for (const sql of before) connection.exec(sql);
    return rows.filter((sql) => fits(connection, sql));
  });
}

function schemaFrom(statements: readonly string[]): Schema {
  return using(openScratch(), (connection) => {
    for (const sql of statements) connection.exec(sql);
    return inspect(connection);
  });
}

/** Rows of the tables that both schemas have, by rowid or key: the columns that both have and keep their type in. */
function rowsOf(connection: Connection, from: Schema, to: Schema): unknown[] {
  return from.tables.flatMap((table) => {
    const other = to.tables.find(({ name }) => sameName(name, table.name));
    if (other === undefined) return [];
    const columns = table.columns.flatMap((column) => {
      const twin = other.columns.find(({ name }) => sameName(name, column.name));
      const plain = column.generated === null && twin?.generated === null;
      return plain && twin?.affinity === column.affinity ? [column.name] : [];
    });
    const values = columns.map((name) => `quote(${quoteIdentifier(name)})`);
    const key = keepsRowid(table, other) ? ['rowid'] : [];
    const list = [...key, ...values].join(`, `) || '1';
    const all = connection.all(`SELECT ${list} FROM ${quoteIdentifier(table.name)}`);
    return [[table.name, all.map((row) => JSON.stringify(Object.values(row))).toSorted()]];
  });
}

function keepsRowid(table: Table, other: Table): boolean {
  const hasRowid = !table.withoutRowid && !other.withoutRowid;
  const alias = (each: Table): string => each.primaryKey?.rowidAlias ?? '';
  return hasRowid && sameName(alias(table), alias(other));
}

/** The rows of a database; of a moment only that it is one, since two scripts do not run in the same. */
function rowsIn(file: string): unknown {
  const { schema: _, ...tables } = dump(file);
  const moment = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g;
  return JSON.parse(JSON.stringify(tables).replaceAll(moment, 'a moment'));
}

function contentOf(connection: Connection): unknown {
  const objects = connection.all('SELECT type, name, tbl_name, sql FROM sqlite_schema');
  const tables = objects.filter(({ type }) => type === 'table').map(({ name }) => String(name));
  return [
    objects,
    ...tables.map((name) => connection.all(`SELECT * FROM ${quoteIdentifier(name)}`)),
  ];
}
