import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { MigrateError } from '../../../src/core/errors.ts';
import type { FailureCode } from '../../../src/core/errors.ts';
import { baseline } from '../../../src/core/migration/baseline.ts';
import { generateMigration } from '../../../src/core/generate/generate.ts';
import { schemaPairs } from '../../property/schemaPairs.ts';
import type { SchemaPair } from '../../property/schemaPairs.ts';
import { rounds, tell } from '../../reliability/support/scale.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

const RUNS = rounds(30, 2000);

/** What may keep a script from being written. Anything else, `not-proven` above all, is a defect of the plan. */
const REFUSALS: ReadonlySet<FailureCode> = new Set(['data-violates', 'not-plannable']);

describe('generating between any two schemas', () => {
  it('writes a script that was proven, or names what stands in the way', async function () {
    this.timeout(60_000 + RUNS * 1000);
    const outcomes: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(schemaPairs, async (pair) => {
        const outcome = await outcomeOf(pair);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }),
      { numRuns: RUNS },
    );
    tell(JSON.stringify(outcomes));
    assert.ok((outcomes['written'] ?? 0) > RUNS / 4, JSON.stringify(outcomes));
  });
});

async function outcomeOf({ before, after, rows }: SchemaPair): Promise<string> {
  const made = makeProject({
    scripts: { '0001-initial.sql': `${before.join(';\n')};` },
    database: { sql: `${before.join(';\n')};` },
  });
  await baseline(made.project, 1, made.runtime);
  for (const sql of rows) fill(made.database, sql);
  const schema = join(made.folder, 'schema.sql');
  writeFileSync(schema, `${after.join(';\n')};`);
  const options = { schema, allowDestructive: true };
  try {
    const { file, undecided } = await generateMigration(made.project, options, made.runtime);
    if (file === null) return 'same';
    if (undecided.length > 0) return 'options';
  } catch (failure) {
    if (!(failure instanceof MigrateError) || !REFUSALS.has(failure.failure.code)) throw failure;
    return failure.failure.code;
  }
  assert.equal((await made.run()).error, undefined);
  const again = await generateMigration(made.project, options, made.runtime);
  assert.equal(again.file, null, again.changes.join('; '));
  return 'written';
}

/** Rows that a constraint refuses add nothing. */
function fill(database: string, sql: string): void {
  try {
    execute(database, sql);
  } catch (error) {
    assert.ok(error instanceof Error);
  }
}
