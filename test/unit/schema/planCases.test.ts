import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, SqlValue } from '../../../src/core/database/connection.ts';
import { openForWriting, openScratch, reading, using } from '../../../src/core/database/open.ts';
import type { Renames } from '../../../src/core/schema/change.ts';
import { brokenObjects } from '../../../src/core/schema/data/brokenObjects.ts';
import { countHazards, hazardsOf, violationsOf } from '../../../src/core/schema/data/hazards.ts';
import { ORIGINAL, rowDifferences } from '../../../src/core/schema/data/rowCheck.ts';
import { tablePairs } from '../../../src/core/schema/data/tablePair.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { planChanges } from '../../../src/core/schema/plan/planChanges.ts';
import { renderPlan } from '../../../src/core/schema/plan/renderPlan.ts';
import { supports } from '../../../src/core/schema/plan/target.ts';
import type { Hazard, Plan } from '../../../src/core/schema/step.ts';
import { runStock } from '../../support/stockSqlite.ts';

/** What `expect.json` of a case says. */
interface Expectation {
  /** The SQLite that the script is for; the default without it. */
  readonly target?: string;
  readonly renames?: Renames;
  /** Kind and object of each step. */
  readonly steps: readonly string[];
  /** Kind, objects and number of rows of each hazard, with `!` in front of what destroys. */
  readonly hazards: readonly string[];
  /** Object and reason of each refusal. */
  readonly refusals: readonly string[];
  /**
   * What comes of the script: it is not run, it is applied, it stops at rows that do not fit, or it goes through where
   * they do not, so that only the run can tell.
   */
  readonly result: 'refused' | 'applied' | 'stops' | 'harms';
  /** Queries for the database afterwards, with the first column of their rows. */
  readonly checks?: readonly (readonly [string, readonly SqlValue[]])[];
}

const FOLDER = join(import.meta.dirname, '../../cases/schema');

/** FASTMIGRATE_UPDATE_CASES=1 writes what is planned today into the cases, for a person to review. */
const UPDATES = process.env['FASTMIGRATE_UPDATE_CASES'] === '1';

describe('A plan of the case', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plan-case-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  for (const name of readdirSync(FOLDER).toSorted())
    it(name, () => {
      check(join(FOLDER, name), folder);
    });
});

function check(path: string, folder: string): void {
  const expectationFile = join(path, 'expect.json');
  const expectation = JSON.parse(readFileSync(expectationFile, 'utf8')) as Expectation;
  const database = join(folder, 'original.db');
  const target = expectation.target ?? '3.35';
  const run = (file: string, script: string): string | undefined => {
    writeFileSync(file, '', { flag: 'a' });
    return supports(target, '3.53') ? runOwn(file, script) : runStock(file, script);
  };
  assert.equal(run(database, readFileSync(join(path, 'before.sql'), 'utf8')), undefined);
  const from = reading(database, inspect);
  const to = desired(readFileSync(join(path, 'desired.sql'), 'utf8'));
  const diff = diffSchemas(from, to, expectation.renames);
  const plan = reading(database, (connection) =>
    countHazards(planChanges(diff, { from, to, target }), connection),
  );
  const copy = join(folder, 'copy.db');
  const result = apply(plan, () => {
    assert.equal(run(copy, readFileSync(join(path, 'before.sql'), 'utf8')), undefined);
    return run(copy, `BEGIN IMMEDIATE;\n${renderPlan(plan)}COMMIT;`);
  });
  const planned = { ...expectation, ...summary(plan), result };
  if (UPDATES) {
    writeFileSync(expectationFile, `${JSON.stringify(planned, null, 2)}\n`);
    writeFileSync(join(path, 'plan.sql'), renderPlan(plan));
  }
  assert.deepEqual(planned, expectation);
  assert.equal(renderPlan(plan), readFileSync(join(path, 'plan.sql'), 'utf8'));
  if (result === 'applied' || result === 'harms')
    using(openForWriting(copy), (connection) => {
      connection.run(`ATTACH ? AS ${ORIGINAL}`, [database]);
      const differences = tablePairs(from, to, diff).flatMap((pair) =>
        rowDifferences(connection, pair, { allowRetyped: true }),
      );
      const orphans = connection.all('PRAGMA main.foreign_key_check');
      if (result === 'harms') assert.notDeepEqual([...differences, ...orphans], []);
      else assert.deepEqual(differences, []);
      if (result === 'applied') assertSame(connection, to);
      for (const [query, values] of expectation.checks ?? [])
        assert.deepEqual(firstColumn(connection, query), values, query);
    });
}

function apply(plan: Plan, run: () => string | undefined): Expectation['result'] {
  if (plan.refusals.length > 0) return 'refused';
  const failure = run();
  const fits = violationsOf(plan).length === 0;
  if (failure === undefined) return fits ? 'applied' : 'harms';
  assert.ok(!fits, failure);
  assert.match(failure, /constraint|mismatch|cannot store|NULL/);
  return 'stops';
}

/** The schema is the desired one word for word, nothing is broken, and no setting is left behind. */
function assertSame(connection: Connection, to: Schema): void {
  const after = inspect(connection);
  assert.deepEqual(canonicalTexts(after), canonicalTexts(to));
  assert.deepEqual([...brokenObjects(connection, after)], [...brokenIn(to)]);
  assert.deepEqual(firstColumn(connection, 'PRAGMA main.integrity_check'), ['ok']);
  const violations = (schema: string): unknown[] =>
    connection.all(`SELECT "table", parent, fkid FROM pragma_foreign_key_check WHERE schema = ?`, [
      schema,
    ]);
  assert.deepEqual(violations('main'), violations(ORIGINAL));
}

function brokenIn(schema: Schema): ReadonlyMap<string, string> {
  return using(openScratch(), (connection) => {
    const { tables, virtualTables, views, triggers } = schema;
    for (const { sql } of [...tables, ...virtualTables, ...views, ...triggers])
      connection.exec(sql);
    return brokenObjects(connection, schema);
  });
}

function canonicalTexts(schema: Schema): readonly string[] {
  const { tables, virtualTables, indexes, views, triggers } = schema;
  return [...tables, ...virtualTables, ...indexes, ...views, ...triggers]
    .map(({ canonical }) => canonical)
    .toSorted();
}

function summary({
  steps,
  refusals,
  ...plan
}: Plan): Pick<Expectation, 'steps' | 'hazards' | 'refusals'> {
  return {
    steps: steps.map(({ kind, object }) => `${kind} ${object}`),
    hazards: hazardsOf({ ...plan, steps, refusals }).map(hazardText),
    refusals: refusals.map(({ object, reason }) => `${object}: ${reason}`),
  };
}

function hazardText({ kind, destructive, objects, rows, query }: Hazard): string {
  const count = rows === undefined ? (query === null ? 'no query' : 'not counted') : String(rows);
  return `${destructive ? '! ' : ''}${kind} ${objects.join(', ')}: ${count}`;
}

function desired(sql: string): Schema {
  return using(openScratch(), (connection) => {
    connection.exec(sql);
    return inspect(connection);
  });
}

/** As `runStock`, with the SQLite that comes with us. */
function runOwn(database: string, script: string): string | undefined {
  return using(openForWriting(database), (connection) => {
    try {
      connection.exec(`PRAGMA foreign_keys = OFF;\n${script}`);
      return undefined;
    } catch (error) {
      return String(error);
    }
  });
}

function firstColumn(connection: Connection, query: string): (SqlValue | undefined)[] {
  return connection.all(query).map((row) => Object.values(row)[0]);
}
