// Many small databases: one run of the pool beside one process for each file.
// `node bench/fleet.ts [COUNT [SAMPLE]]` prints the section for docs/performance.md; dist/ must be built.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../scripts/lib/project.ts';

/** What the topic has to say, in the shape of the other topics' sections. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals: readonly { readonly text: string; readonly met: boolean }[];
}

interface Measured {
  /** Milliseconds from start to end. */
  readonly ms: number;
  /** Peak memory in bytes: of the command itself, and of it with all its processes at one moment. */
  readonly own: number;
  readonly tree: number;
}

const CLI = path.join(root, 'dist', 'cli.js');
const SCRIPTS = 3;

/** Runs `count` databases through the pool, and `sample` of them one process each. */
export async function fleetTopic(count: number, sample: number): Promise<Section> {
  const cores = os.availableParallelism();
  const small = await measured(Math.ceil(count / 100));
  const large = await measured(count);
  const folder = makeFleet(sample);
  const alone = {
    status: await oneByOne(folder, sample, 'status', 1),
    run: await oneByOne(folder, sample, 'run', cores),
    again: await oneByOne(folder, sample, 'run', 1),
  };
  fs.rmSync(folder, { recursive: true, force: true });
  const serial = makeFleet(sample);
  const runSerial = await oneByOne(serial, sample, 'run', 1);
  fs.rmSync(serial, { recursive: true, force: true });
  const per = (ms: number, databases: number): string => `${(ms / databases).toFixed(2)} ms`;
  const times = (other: number, pool: Measured): string =>
    `${(other / sample / (pool.ms / count)).toFixed(1)} times`;
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const row = (name: string, pool: Measured, single: number, together = ''): readonly string[] => [
    name,
    `${(pool.ms / 1000).toFixed(1)} s`,
    per(pool.ms, count),
    per(single, sample),
    times(single, pool),
    together,
    `${mb(pool.own)}, ${mb(pool.tree)}`,
  ];
  const growth = large.run.own / small.run.own;
  return {
    title: 'Many databases',
    text: `${count.toLocaleString('en')} databases, and ${SCRIPTS} scripts to apply to them, in one command with as many worker processes as there are cores (${cores}), beside one process for each of ${sample} of them. Memory is the peak of the command itself, and of it with its workers.`,
    head: [
      'command',
      'in one command',
      'for each',
      'one process for each',
      'ratio',
      `ratio to processes ${cores} at a time`,
      'memory',
    ],
    rows: [
      row('status', large.status, alone.status),
      row('run', large.run, runSerial, times(alone.run, large.run)),
      row('run, nothing to do', large.again, alone.again),
    ],
    goals: [
      {
        text: `at least 5 times as fast as one process for each: ${times(runSerial, large.run)}`,
        met: runSerial / sample >= (5 * large.run.ms) / count,
      },
      {
        text: `memory is flat: with 100 times as many databases the command takes ${growth.toFixed(2)} times as much`,
        met: growth < 1.5,
      },
    ],
  };
}

async function measured(
  count: number,
): Promise<{ readonly status: Measured; readonly run: Measured; readonly again: Measured }> {
  const folder = makeFleet(count);
  try {
    const status = await pool(folder, ['status'], 1);
    const run = await pool(folder, ['run', '--report', 'report.jsonl'], 0);
    const again = await pool(folder, ['run'], 0);
    const lines = fs.readFileSync(path.join(folder, 'report.jsonl'), 'utf8').split('\n').length - 1;
    if (lines !== count) throw new Error(`${lines} of ${count} were reported`);
    return { status, run, again };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder with databases at version 0, and scripts. */
function makeFleet(count: number): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-bench-fleet-'));
  fs.mkdirSync(path.join(folder, 'migrations'));
  fs.mkdirSync(path.join(folder, 'tenants'));
  for (let version = 1; version <= SCRIPTS; version += 1)
    fs.writeFileSync(
      path.join(folder, 'migrations', `000${version}-step.sql`),
      `CREATE TABLE t${version} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX i${version} ON t${version}(name);\nINSERT INTO t${version} (name) VALUES ('a'), ('b');\n`,
    );
  const [first, ...others] = Array.from({ length: count }, (_, index) =>
    path.join(folder, 'tenants', `t${index}.db`),
  );
  if (first === undefined) throw new Error('no databases');
  const create = [CLI, 'create', '--db', first];
  const { status } = spawnSync(process.execPath, create, { cwd: folder, stdio: 'ignore' });
  if (status !== 0) throw new Error('the database could not be made');
  for (const other of others) fs.copyFileSync(first, other);
  return folder;
}

async function pool(folder: string, words: readonly string[], code: number): Promise<Measured> {
  const started = performance.now();
  const child = start(folder, [...words, '--db', 'tenants/*.db']);
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
  folder: string,
  count: number,
  command: string,
  lanes: number,
): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const child = start(folder, [command, '--db', `tenants/t${next}.db`]);
      next += 1;
      await once(child, 'exit');
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return performance.now() - started;
}

function start(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: 'ignore' });
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

if (process.argv[1] === import.meta.filename) {
  const [count = 10_000, sample = 100] = process.argv.slice(2).map(Number);
  const { title, text, head, rows, goals } = await fleetTopic(count, sample);
  const lines = [
    `## ${title}`,
    '',
    text,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...goals.map((goal) => `- ${goal.met ? 'Met' : 'Not met'}: ${goal.text}`),
  ];
  console.log(lines.join('\n'));
}
