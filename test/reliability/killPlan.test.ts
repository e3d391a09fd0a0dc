import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openForWriting, openScratch, reading, using } from '../../src/core/database/open.ts';
import { countHazards, violationsOf } from '../../src/core/schema/data/hazards.ts';
import { diffSchemas } from '../../src/core/schema/diff/diff.ts';
import { inspect } from '../../src/core/schema/inspect.ts';
import { planChanges } from '../../src/core/schema/plan/planChanges.ts';
import { schemaPairs } from '../property/schemaPairs.ts';
import type { SchemaPair } from '../property/schemaPairs.ts';
import { dump, execute } from '../support/database.ts';
import { startModule } from '../support/process.ts';
import { rounds, SEED, tell } from './support/scale.ts';

const ROUNDS = rounds(15, 300);

/** Runs statements in one transaction and ends itself without a word behind one of them. */
const CHILD = `
const { openForWriting } = await import(src('core/database/open.ts'));
const [file, statements, after] = args;
const connection = openForWriting(file);
for (const sql of statements.slice(0, after)) connection.exec(sql);
process.kill(process.pid, 'SIGKILL');
`;

describe('a plan whose process is killed', () => {
  it('leaves the first schema or the second, and all rows', async function () {
    this.timeout(60_000 + ROUNDS * 3000);
    const folder = mkdtempSync(join(tmpdir(), 'fastmigrate-kill-'));
    const counted = { before: 0, after: 0 };
    const pairs = fc.sample(schemaPairs, { numRuns: ROUNDS * 3, seed: SEED });
    for (const [index, pair] of pairs.entries()) {
      if (counted.before + counted.after >= ROUNDS) break;
      const file = join(folder, `${index}.db`);
      fill(file, pair);
      const statements = statementsFor(file, pair);
      if (statements === undefined) continue;
      // Each fifth is killed behind COMMIT, the others anywhere before it.
      const killAt = index % 5 === 0 ? statements.length : (index * 7) % statements.length;
      const before = dump(file);
      const child = startModule(CHILD, [file, statements, killAt]);
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL', `seed ${SEED}, pair ${index}`);
      if (killAt < statements.length) {
        assert.deepEqual(dump(file), before, `seed ${SEED}, pair ${index}, statement ${killAt}`);
        counted.before += 1;
      } else {
        assert.deepEqual(diffSchemas(reading(file, inspect), desired(pair)).changes, []);
        counted.after += 1;
      }
      const check = using(openForWriting(file), (connection) =>
        connection.all('PRAGMA integrity_check'),
      );
      assert.deepEqual(check, [{ integrity_check: 'ok' }]);
    }
    rmSync(folder, { recursive: true });
    tell(`${counted.before} plans killed before COMMIT, ${counted.after} behind it`);
    assert.ok(counted.before > 0 && counted.after > 0);
  });
});

function fill(file: string, { before, rows }: SchemaPair): void {
  execute(file, `${before.join(';\n')};`);
  using(openForWriting(file), (connection) => {
    for (const sql of rows) {
      try {
        connection.exec(sql);
      } catch (error) {
        assert.match(String(error), /cannot store|mismatch|constraint/);
      }
    }
  });
}

function desired({ after }: SchemaPair) {
  return using(openScratch(), (connection) => {
    for (const sql of after) connection.exec(sql);
    return inspect(connection);
  });
}

/** The statements of the plan with BEGIN and COMMIT, or undefined where there is nothing to do or the rows do not fit. */
function statementsFor(file: string, pair: SchemaPair): string[] | undefined {
  const to = desired(pair);
  const plan = reading(file, (connection) => {
    const from = inspect(connection);
    return countHazards(planChanges(diffSchemas(from, to), { from, to }), connection);
  });
  if (plan.refusals.length > 0 || violationsOf(plan).length > 0 || plan.steps.length === 0)
    return undefined;
  return ['BEGIN IMMEDIATE', ...plan.steps.flatMap(({ sql }) => sql), 'COMMIT'];
}
