import { openScratch } from '../../src/core/database/open.ts';
import { diffSchemas } from '../../src/core/schema/diff/diff.ts';
import { inspect } from '../../src/core/schema/inspect.ts';
import { planChanges } from '../../src/core/schema/plan/planChanges.ts';
import { exponentOf, middle } from '../lib/contest.ts';
import type { Section } from '../lib/report.ts';

const COLUMNS = 20;

/** Comparing big schemas, in this process. */
export function schemaTopic(sizes: readonly number[], rounds: number): Section {
  const measured = sizes.map((size) => ({ size, ...measureSchema(size, rounds) }));
  const total = measured.map(({ size, inspected, diffed, planned }) => ({
    size,
    value: inspected + diffed + planned,
  }));
  return {
    title: 'Comparing schemas',
    text: `Schemas of tables with ${COLUMNS} columns, an index and a CHECK each; in the desired one every tenth table has another type in one column, and so is rebuilt. In one process that has done it before.`,
    head: ['tables', 'inspect', 'diff', 'plan'],
    rows: measured.map(({ size, inspected, diffed, planned }) => [
      size.toLocaleString('en'),
      ...[inspected, diffed, planned].map((time) => `${time.toFixed(1)} ms`),
    ]),
    goals: [
      {
        text: `growth is linear: n^${exponentOf(total).toFixed(2)}`,
        met: exponentOf(total) < 1.25,
      },
    ],
    plot: {
      file: 'schema',
      title: 'Comparing schemas, milliseconds by tables',
      series: [
        {
          name: 'inspect',
          points: measured.map(({ size, inspected }) => ({ size, value: inspected })),
        },
        { name: 'diff', points: measured.map(({ size, diffed }) => ({ size, value: diffed })) },
        { name: 'plan', points: measured.map(({ size, planned }) => ({ size, value: planned })) },
      ],
    },
  };
}

function measureSchema(size: number, rounds: number) {
  const [live, desired] = [openScratch(), openScratch()];
  for (let table = 0; table < size; table += 1) {
    live.exec(ddl(table, 'INTEGER'));
    desired.exec(ddl(table, table % 10 === 0 ? 'TEXT' : 'INTEGER'));
  }
  const to = inspect(desired);
  const times = { inspected: [] as number[], diffed: [] as number[], planned: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    const from = inspect(live);
    const inspected = performance.now();
    const diff = diffSchemas(from, to);
    const diffed = performance.now();
    planChanges(diff, { from, to });
    const planned = performance.now();
    if (round === 0) continue;
    times.inspected.push(inspected - started);
    times.diffed.push(diffed - inspected);
    times.planned.push(planned - diffed);
  }
  live.close();
  desired.close();
  return {
    inspected: middle(times.inspected),
    diffed: middle(times.diffed),
    planned: middle(times.planned),
  };
}

function ddl(table: number, type: string): string {
  const columns = Array.from(
    { length: COLUMNS - 2 },
    (_, at) => `  c${at} TEXT NOT NULL DEFAULT ''`,
  );
  return `CREATE TABLE t${table} (\n  id INTEGER PRIMARY KEY, -- the key\n  n ${type} CHECK (n <> -1),\n${columns.join(',\n')}\n); CREATE INDEX t${table}_n ON t${table} (n, c0);`;
}
