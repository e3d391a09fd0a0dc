import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { root } from '../../scripts/lib/project.ts';
import { openScratch } from '../../src/core/database/open.ts';
import { diffSchemas } from '../../src/core/schema/diff/diff.ts';
import { inspect } from '../../src/core/schema/inspect.ts';
import { planChanges } from '../../src/core/schema/plan/planChanges.ts';
import { renderPlan } from '../../src/core/schema/plan/renderPlan.ts';
import { contest, exponentOf, middle, ratioOf } from '../lib/contest.ts';
import { folder, removeDatabase } from '../lib/folder.ts';
import { ours } from '../lib/programs.ts';
import type { Point } from '../lib/plot.ts';
import type { Goal, Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';

const LIVE = `CREATE TABLE item (id INTEGER PRIMARY KEY, code TEXT, n INTEGER, note TEXT);
CREATE INDEX item_code ON item (code);
CREATE INDEX item_n ON item (n) WHERE n > 10;`;
const DESIRED = LIVE.replace('n INTEGER', 'n REAL');

const BARE = `CREATE TABLE item_bare (id INTEGER PRIMARY KEY, code TEXT, n REAL, note TEXT);
INSERT INTO item_bare SELECT * FROM item;
CREATE INDEX bare_code ON item_bare (code);
CREATE INDEX bare_n ON item_bare (n) WHERE n > 10;`;

/** Runs its first argument, SQL, on the database of its second one, with the SQLite library of this project. */
const EXECUTE = `const Database = require(${JSON.stringify(path.join(root, 'node_modules/better-sqlite3'))});
const [sql, file] = process.argv.slice(1);
const connection = new Database(file);
connection.exec('BEGIN IMMEDIATE;' + sql + '; COMMIT');
connection.close();`;

/** A rebuild beside the statements that SQLite itself needs for the copy. */
export function rebuildTopic(rowCounts: readonly number[], rounds: number): Section {
  const measured = rowCounts.map((rows) => ({ size: rows, ...measureRebuild(rows, rounds) }));
  const last = measured.at(-1);
  if (last === undefined) throw new Error('no sizes');
  const points = (name: 'bare' | 'plan' | 'run') =>
    measured.map((each) => ({ size: each.size, value: middle(each[name].times) }));
  return {
    title: 'Rebuilding a table',
    text: 'A table with two indexes, of which one column gets another type. The bare copy is CREATE TABLE, INSERT … SELECT and CREATE INDEX, without dropping, renaming or anything else; the plan is the SQL that is generated. Both run in one transaction by the same SQLite library, that of this project. The last one is `fastmigrate run` of that script as a whole. Some builds of SQLite, as that of Debian, overwrite what is freed (SECURE_DELETE); there, dropping the old table costs about half as much again.',
    head: ['rows', 'bare copy', 'plan', 'ratio', '`fastmigrate run`', 'ratio'],
    rows: measured.map((each) => [
      each.size.toLocaleString('en'),
      `${middle(each.bare.times).toFixed(0)} ms`,
      `${middle(each.plan.times).toFixed(0)} ms`,
      ratioText(ratioOf(each.plan, each.bare)),
      `${middle(each.run.times).toFixed(0)} ms`,
      ratioText(ratioOf(each.run, each.bare)),
    ]),
    goals: goalsOf(last, points('plan'), points('bare')),
    plot: {
      file: 'rebuild',
      title: 'Rebuilding a table, milliseconds by rows',
      series: [
        { name: 'bare copy', points: points('bare') },
        { name: 'plan', points: points('plan') },
        { name: 'fastmigrate run', points: points('run') },
      ],
    },
  };
}

function goalsOf(
  last: ReturnType<typeof measureRebuild>,
  planPoints: readonly Point[],
  barePoints: readonly Point[],
): readonly Goal[] {
  const [plan, run] = [ratioOf(last.plan, last.bare), ratioOf(last.run, last.bare)];
  const [growth, limit] = [exponentOf(planPoints), exponentOf(barePoints)];
  return [
    {
      text: `the plan takes at most 1.2 times the bare copy: ${ratioText(plan)}`,
      met: plan.middle <= 1.2,
    },
    {
      text: `fastmigrate run takes at most 1.2 times the bare copy: ${ratioText(run)}`,
      met: run.middle <= 1.2,
    },
    {
      text: `growth: n^${growth.toFixed(2)}, of the bare copy n^${limit.toFixed(2)}`,
      met: growth < limit + 0.1,
    },
  ];
}

/** Times of a rebuild by its plan, of the bare copy, and of `fastmigrate run` as a whole. */
export function measureRebuild(rows: number, rounds: number) {
  const place = folder('rebuild');
  const [source, target] = [path.join(place, 'source.db'), path.join(place, 'target.db')];
  contest([{ name: 'create', command: [...ours, 'create', '--db', source] }], 1);
  fill(source, rows);
  const plan = planText();
  const migrations = path.join(place, 'migrations');
  fs.mkdirSync(migrations);
  fs.writeFileSync(path.join(migrations, '0001-n-is-real.sql'), plan);
  const prepare = (): void => {
    removeDatabase(target);
    fs.copyFileSync(source, target);
  };
  const execute = (sql: string) => [process.execPath, '-e', EXECUTE, '--', sql, target];
  const [own, limit, run] = contest(
    [
      { name: 'plan', prepare, command: execute(plan) },
      { name: 'bare', prepare, command: execute(BARE) },
      {
        name: 'run',
        prepare,
        command: [...ours, 'run', '--db', target, '--migrations', migrations],
      },
    ],
    rounds,
  );
  fs.rmSync(place, { recursive: true });
  if (own === undefined || limit === undefined || run === undefined)
    throw new Error('nothing was measured');
  return { plan: own, bare: limit, run };
}

function fill(file: string, rows: number): void {
  const connection = new Database(file);
  connection.exec(LIVE);
  connection
    .prepare(
      `WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ?)
       INSERT INTO item SELECT i, 'code ' || (i * 7919 % 1000003), i % 1000, 'note of ' || i FROM r`,
    )
    .run(rows);
  connection.close();
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
