import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { openScratch } from '../../src/core/database/open.ts';
import { diffSchemas } from '../../src/core/schema/diff/diff.ts';
import { inspect } from '../../src/core/schema/inspect.ts';
import { planChanges } from '../../src/core/schema/plan/planChanges.ts';
import { renderPlan } from '../../src/core/schema/plan/renderPlan.ts';
import { contest, exponentOf, middle, ratioOf } from '../lib/contest.ts';
import { folder, removeDatabase } from '../lib/folder.ts';
import type { Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';

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

/** A rebuild beside the statements that SQLite itself needs for the copy. */
export function rebuildTopic(rowCounts: readonly number[], rounds: number): Section {
  const measured = rowCounts.map((rows) => ({ size: rows, ...measureRebuild(rows, rounds) }));
  const last = measured.at(-1);
  if (last === undefined) throw new Error('no sizes');
  const ratio = ratioOf(last.plan, last.bare);
  return {
    title: 'Rebuilding a table',
    text: 'The SQL of the plan that gives one column another type, run by the sqlite3 program in one transaction, beside the bare copy: CREATE TABLE, INSERT … SELECT and CREATE INDEX, without dropping, renaming or anything else.',
    head: ['rows', 'bare copy', 'rebuild', 'ratio'],
    rows: measured.map(({ size, bare, plan }) => [
      size.toLocaleString('en'),
      `${middle(bare.times).toFixed(0)} ms`,
      `${middle(plan.times).toFixed(0)} ms`,
      ratioText(ratioOf(plan, bare)),
    ]),
    goals: [
      { text: `at most 1.2 times the bare copy: ${ratioText(ratio)}`, met: ratio.middle <= 1.2 },
    ],
    plot: {
      file: 'rebuild',
      title: 'Rebuilding a table, milliseconds by rows',
      series: [
        {
          name: 'bare copy',
          points: measured.map(({ size, bare }) => ({ size, value: middle(bare.times) })),
        },
        {
          name: 'rebuild',
          points: measured.map(({ size, plan }) => ({ size, value: middle(plan.times) })),
        },
      ],
    },
  };
}

const LIVE = `CREATE TABLE item (id INTEGER PRIMARY KEY, code TEXT, n INTEGER, note TEXT);
CREATE INDEX item_code ON item (code);
CREATE INDEX item_n ON item (n) WHERE n > 10;`;
const DESIRED = LIVE.replace('n INTEGER', 'n REAL');

function measureRebuild(rows: number, rounds: number) {
  const place = folder('rebuild');
  const [source, target] = [path.join(place, 'source.db'), path.join(place, 'target.db')];
  const connection = new Database(source);
  connection.exec(LIVE);
  connection
    .prepare(
      `WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ?)
       INSERT INTO item SELECT i, 'code ' || (i * 7919 % 1000003), i % 1000, 'note of ' || i FROM r`,
    )
    .run(rows);
  connection.close();
  const plan = `BEGIN IMMEDIATE;\n${planText()}\nCOMMIT;\n`;
  const bare = `BEGIN IMMEDIATE;
CREATE TABLE item_bare (id INTEGER PRIMARY KEY, code TEXT, n REAL, note TEXT);
INSERT INTO item_bare SELECT * FROM item;
CREATE INDEX bare_code ON item_bare (code);
CREATE INDEX bare_n ON item_bare (n) WHERE n > 10;
COMMIT;\n`;
  const prepare = (): void => {
    removeDatabase(target);
    fs.copyFileSync(source, target);
  };
  const [own, limit] = contest(
    [
      { name: 'rebuild', prepare, command: ['sqlite3', '-bail', target], input: plan },
      { name: 'bare', prepare, command: ['sqlite3', '-bail', target], input: bare },
    ],
    rounds,
  );
  fs.rmSync(place, { recursive: true });
  if (own === undefined || limit === undefined) throw new Error('nothing was measured');
  return { plan: own, bare: limit };
}

function planText(): string {
  const [live, desired] = [openScratch(), openScratch()];
  live.exec(LIVE);
  desired.exec(DESIRED);
  const [from, to] = [inspect(live), inspect(desired)];
  live.close();
  desired.close();
  return renderPlan(planChanges(diffSchemas(from, to), { from, to }));
}
