// `node scripts/scale.ts`: the numbers in docs/scale.md. Writers commit small transactions side by side.
import Database from 'better-sqlite3';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres } from '../test/backends/postgresServer.ts';

const SECONDS = 3;
const INSERT = 'INSERT INTO notes (writer, text) VALUES ';

interface Job {
  readonly kind: 'sqlite' | 'postgres';
  readonly target: string;
  readonly writer: number;
}

const given = process.argv[2];
if (given === undefined) await main();
else await work(JSON.parse(given) as Job);

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-scale-'));
  const server = await startPostgres({ durable: true });
  console.log('transactions per second, all writers together; the longest in ms');
  for (const writers of [1, 2, 4, 8]) {
    const one = path.join(folder, `one-${writers}.db`);
    makeFile(one);
    await report(`one SQLite file, ${writers} writers`, writers, () => ['sqlite', one]);
    const many = (writer: number): string => path.join(folder, `many-${writers}-${writer}.db`);
    for (let writer = 0; writer < writers; writer += 1) makeFile(many(writer));
    await report(`a SQLite file each, ${writers} writers`, writers, (n) => ['sqlite', many(n)]);
    const url = await server.database();
    await server.query(url, 'CREATE TABLE notes (id bigserial PRIMARY KEY, writer int, text text)');
    await report(`PostgreSQL, ${writers} writers`, writers, () => ['postgres', url]);
  }
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

function makeFile(file: string): void {
  const database = new Database(file);
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE notes (id INTEGER PRIMARY KEY, writer INTEGER, text TEXT)',
  );
  database.close();
}

async function report(
  title: string,
  writers: number,
  jobOf: (writer: number) => readonly [Job['kind'], string],
): Promise<void> {
  const times = await Promise.all(
    Array.from({ length: writers }, (_, writer) => {
      const [kind, target] = jobOf(writer);
      return started({ kind, target, writer });
    }),
  );
  const all = times.flat().toSorted((a, b) => a - b);
  const slow = all.at(-1) ?? 0;
  console.log(`${title.padEnd(34)} ${Math.round(all.length / SECONDS)}  ${slow.toFixed(1)}`);
}

function started(job: Job): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [JSON.stringify(job)]);
    child.once('message', (times) => resolve(times as readonly number[]));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a writer ended with ${code}`)));
  });
}

async function work({ kind, target, writer }: Job): Promise<void> {
  const { commit, end: close } =
    kind === 'sqlite' ? sqliteWriter(target) : await postgresWriter(target);
  const times: number[] = [];
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end;) {
    const before = performance.now();
    await commit(writer);
    times.push(performance.now() - before);
  }
  await close();
  process.send?.(times, undefined, undefined, () => process.disconnect());
}

interface Writer {
  readonly commit: (writer: number) => unknown;
  readonly end: () => unknown;
}

/** Every commit reaches the disk, as PostgreSQL's do. */
function sqliteWriter(file: string): Writer {
  const database = new Database(file, { timeout: 60_000 });
  database.pragma('synchronous = FULL');
  const insert = database.prepare(`${INSERT} (?, ?)`);
  return {
    commit: (writer) => insert.run(writer, 'a note of a few words'),
    end: () => database.close(),
  };
}

async function postgresWriter(url: string): Promise<Writer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    commit: (writer) => client.query(`${INSERT} ($1, $2)`, [writer, 'a note of a few words']),
    end: () => client.end(),
  };
}
