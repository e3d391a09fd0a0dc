import assert from 'node:assert/strict';
import fc from 'fast-check';
import { join } from 'node:path';
import { dump } from '../support/database.ts';
import { makeProject } from '../support/project.ts';
import { runStock } from '../support/stockSqlite.ts';
import { failingStatements, scriptSequences } from './scripts.ts';

// FASTMIGRATE_PROPERTY_RUNS=5000 asks for the long form.
const RUNS = Number(process.env['FASTMIGRATE_PROPERTY_RUNS'] ?? 60);
const TIMEOUT = 60_000 + RUNS * 1000;

function named(scripts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    scripts.map((text, index) => [`${String(index + 1).padStart(4, '0')}-script.sql`, text]),
  );
}

/** What Python reads from a file with such line ends. */
function asRead(script: string): string {
  return script.replaceAll('\r\n', '\n');
}

describe('applying scripts', () => {
  it('leaves what the stock program leaves: schema texts and rows', async function () {
    this.timeout(TIMEOUT);
    let failing = 0;
    await fc.assert(
      fc.asyncProperty(scriptSequences, async (scripts) => {
        const made = makeProject({ scripts: named(scripts) });
        const stock = join(made.folder, 'stock.db');
        let passed = 0;
        for (const script of scripts) {
          if (runStock(stock, `BEGIN;\n${asRead(script)}\nCOMMIT;`) !== undefined) break;
          passed += 1;
        }
        const report = await made.run();
        failing += report.ok ? 0 : 1;
        assert.deepEqual(
          [report.to, report.error?.message],
          [passed, passed === scripts.length ? undefined : report.error?.message],
        );
        assert.equal(report.ok, passed === scripts.length);
        assert.deepEqual(
          dump(made.database, { withoutRecords: true }),
          passed === 0 && report.to === 0
            ? dump(makeProject().database, { withoutRecords: true })
            : dump(stock),
        );
      }),
      { numRuns: RUNS },
    );
    // Scripts that mostly fail would prove little.
    assert.ok(failing < RUNS / 2, `${failing} of ${RUNS} sequences failed`);
  });

  it('leaves what a clean run up to the version before leaves, where a script fails', async function () {
    this.timeout(TIMEOUT);
    await fc.assert(
      fc.asyncProperty(scriptSequences, failingStatements, async (scripts, failing) => {
        const clean = makeProject({ scripts: named(scripts) });
        const first = await clean.run();
        const good = scripts.slice(0, first.to ?? 0);
        const made = makeProject({
          scripts: named([
            ...good,
            `CREATE TABLE before_it (x);\n${failing}`,
            'CREATE TABLE after_it (x);',
          ]),
        });
        const report = await made.run();
        assert.equal(report.ok, false);
        assert.equal(report.to, good.length);
        assert.deepEqual(
          dump(made.database, { withoutRecords: true }),
          dump(clean.database, { withoutRecords: true }),
        );
        assert.equal(made.status().version, good.length);
      }),
      { numRuns: RUNS },
    );
  });
});
