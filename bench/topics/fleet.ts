import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { contest, exponentOf } from '../lib/contest.ts';
import { folder } from '../lib/folder.ts';
import { ours } from '../lib/programs.ts';
import type { Goal, Section } from '../lib/report.ts';

interface Measured {
  /** Milliseconds from start to end. */
  readonly ms: number;
  /** Peak memory in bytes: of the command itself, and of it with all its processes at one moment. */
  readonly own: number;
  readonly tree: number;
}

/** One size of fleet: each command once over all of it. */
interface Fleet {
  readonly size: number;
  readonly status: Measured;
  readonly run: Measured;
  readonly again: Measured;
}

/** Milliseconds for a sample of databases with one process each; `together` as many at a time as there are cores. */
interface Alone {
  readonly sample: number;
  readonly status: number;
  readonly run: number;
  readonly together: number;
  readonly again: number;
}

const SCRIPTS = 3;
const CORES = os.availableParallelism();

/** Runs fleets of each size through the pool, and `sample` databases one process each. */
export async function fleetTopic(sizes: readonly number[], sample: number): Promise<Section> {
  const fleets: Fleet[] = [];
  for (const size of sizes) fleets.push({ size, ...(await measured(size)) });
  const [small, large] = [fleets[0], fleets.at(-1)];
  if (small === undefined || large === undefined) throw new Error('no sizes');
  const alone = await measureAlone(sample);
  const points = (of: (fleet: Fleet) => number) =>
    fleets.map((fleet) => ({ size: fleet.size, value: of(fleet) }));
  const times = points((fleet) => fleet.run.ms);
  return {
    title: 'Many databases',
    text: `${SCRIPTS} scripts to apply to each of many small databases, in one command with as many worker processes as there are cores (${CORES}); beside it, in the last row, one process for each of ${sample} of them, one after the other. Memory is the peak of the command itself, and of it with its workers. The names of the files are all that is kept of each database; beyond the first thousands the memory of a worker grows no further.`,
    head: ['databases', 'status', 'run', 'run, nothing to do', 'memory of the run'],
    rows: [...fleets.map(fleetRow), aloneRow(alone)],
    goals: [
      ...goalsOf(alone, small, large),
      {
        text: `growth of the run: n^${exponentOf(times).toFixed(2)}`,
        met: exponentOf(times) < 1.1,
      },
    ],
    plot: {
      file: 'fleet',
      title: 'Many databases, milliseconds',
      series: [
        { name: 'run', points: times },
        { name: 'run, nothing to do', points: points((fleet) => fleet.again.ms) },
        { name: 'status', points: points((fleet) => fleet.status.ms) },
      ],
    },
  };
}

async function measureAlone(sample: number): Promise<Alone> {
  const place = makeFleet(sample);
  return {
    sample,
    status: await oneByOne(place, sample, 'status', 1),
    run: await oneByOne(makeFleet(sample), sample, 'run', 1),
    together: await oneByOne(place, sample, 'run', CORES),
    again: await oneByOne(place, sample, 'run', 1),
  };
}

function fleetRow({ size, status, run, again }: Fleet): readonly string[] {
  return [
    size.toLocaleString('en'),
    ...[status, run, again].map(({ ms }) => `${(ms / 1000).toFixed(2)} s, ${each(ms, size)}`),
    `${megabytes(run.own)}, ${megabytes(run.tree)}`,
  ];
}

function aloneRow({ sample, status, run, again }: Alone): readonly string[] {
  return ['one process each', ...[status, run, again].map((ms) => each(ms, sample)), ''];
}

function goalsOf(alone: Alone, small: Fleet, large: Fleet): readonly Goal[] {
  const ratio = alone.run / alone.sample / (large.run.ms / large.size);
  const together = alone.together / alone.sample / (large.run.ms / large.size);
  const memory = large.run.own / small.run.own;
  return [
    {
      text: `at least 5 times as fast as one process for each: ${ratio.toFixed(1)} times, and ${together.toFixed(1)} times as ${CORES} processes at a time`,
      met: ratio >= 5,
    },
    {
      text: `memory is flat: with ${large.size / small.size} times as many databases the command takes ${memory.toFixed(2)} times as much`,
      met: memory < 1.5,
    },
  ];
}

/** `12.34 ms each` */
function each(ms: number, databases: number): string {
  return `${(ms / databases).toFixed(2)} ms each`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

async function measured(count: number): Promise<Omit<Fleet, 'size'>> {
  const place = makeFleet(count);
  const status = await pool(place, ['status'], 1);
  const run = await pool(place, ['run', '--report', 'report.jsonl'], 0);
  const again = await pool(place, ['run'], 0);
  const lines = fs.readFileSync(path.join(place, 'report.jsonl'), 'utf8').split('\n').length - 1;
  if (lines !== count) throw new Error(`${lines} of ${count} were reported`);
  fs.rmSync(place, { recursive: true });
  return { status, run, again };
}

/** A folder with databases at version 0, and scripts. */
function makeFleet(count: number): string {
  const place = folder('fleet');
  fs.mkdirSync(path.join(place, 'migrations'));
  fs.mkdirSync(path.join(place, 'tenants'));
  for (let version = 1; version <= SCRIPTS; version += 1)
    fs.writeFileSync(
      path.join(place, 'migrations', `000${version}-step.sql`),
      `CREATE TABLE t${version} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX i${version} ON t${version}(name);\nINSERT INTO t${version} (name) VALUES ('a'), ('b');\n`,
    );
  const first = path.join(place, 'tenants', 't0.db');
  contest([{ name: 'create', command: [...ours, 'create', '--db', first] }], 1);
  for (let tenant = 1; tenant < count; tenant += 1)
    fs.copyFileSync(first, path.join(place, 'tenants', `t${tenant}.db`));
  return place;
}

async function pool(place: string, words: readonly string[], code: number): Promise<Measured> {
  const started = performance.now();
  const child = start(place, [...words, '--db', 'tenants/*.db']);
  const peak = { own: 0, tree: 0 };
  const watch = setInterval(() => {
    const memory = memoryOf(child.pid ?? 0);
    peak.own = Math.max(peak.own, memory.own);
    peak.tree = Math.max(peak.tree, memory.tree);
  }, 20);
  await once(child, 'exit');
  clearInterval(watch);
  if (child.exitCode !== code) throw new Error(`${words.join(' ')} ended with ${child.exitCode}`);
  return { ms: performance.now() - started, ...peak };
}

/** Milliseconds that one process for each database takes, `lanes` at a time. */
async function oneByOne(
  place: string,
  count: number,
  command: string,
  lanes: number,
): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const child = start(place, [command, '--db', `tenants/t${next}.db`]);
      next += 1;
      await once(child, 'exit');
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return performance.now() - started;
}

function start(cwd: string, args: readonly string[]): ChildProcess {
  const [program = '', ...words] = ours;
  return spawn(program, [...words, ...args], { cwd, stdio: 'ignore' });
}

/** The most memory that a process has had so far, which the kernel keeps count of, and what it and its children have now. Linux only; elsewhere zero. */
function memoryOf(pid: number): { readonly own: number; readonly tree: number } {
  const children = readText(`/proc/${pid}/task/${pid}/children`).trim().split(' ');
  const others = children
    .filter((child) => child !== '')
    .map((child) => memoryField(Number(child), 'VmRSS'));
  const tree = others.reduce((sum, each) => sum + each, memoryField(pid, 'VmRSS'));
  return { own: memoryField(pid, 'VmHWM'), tree };
}

function memoryField(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const text = readText(`/proc/${pid}/status`);
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // The process is gone, or this system tells nothing.
    return '';
  }
}
