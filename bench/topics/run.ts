import path from 'node:path';
import { contest, exponentOf, middle, ratioOf } from '../lib/contest.ts';
import type { Contestant, Times } from '../lib/contest.ts';
import { folder, removeDatabase } from '../lib/folder.ts';
import { writeMigrations } from '../lib/migrations.ts';
import type { MigrationFolders } from '../lib/migrations.ts';
import { dbmate, ours, peer, pythonFastmigrate } from '../lib/programs.ts';
import type { Goal, Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';

const LIMIT = 'sqlite3, one transaction each';
const TOGETHER = 'sqlite3, one transaction';
const OURS = 'fastmigrate run';
const ATOMIC = 'fastmigrate run --atomic';

/** Waits for the disk as often as the limit, this program and umzug do. */
const PATIENT = 'dbmate, `_sync=FULL`';

/** Peers that take one transaction for all migrations. */
const TOGETHER_TOO: ReadonlySet<string> = new Set(['knex', 'Drizzle']);

/** Makes a contestant with a database of its own, named by `id`, that is not there before each turn. */
type MakeContestant = (
  name: string,
  id: string,
  command: (database: string) => readonly string[],
  input?: string,
) => Contestant;

/** Pending migrations on a fresh database, beside the peers and the sqlite3 program. */
export function runTopic(sizes: readonly number[], rounds: (size: number) => number): Section {
  const measured = sizes.map((size) => ({ size, times: runOnce(size, rounds(size)) }));
  const names = measured[0]?.times.map(({ name }) => name) ?? [];
  const rows = names.map((name) => [
    name,
    ...measured.map(({ times }) => {
      const [own, limit] = [times.find((each) => each.name === name), named(times, LIMIT)];
      return own === undefined
        ? 'not run'
        : `${middle(own.times).toFixed(0)} ms, ${ratioText(ratioOf(own, limit))}`;
    }),
    exponent(measured, name),
  ]);
  const thousand = measured.find(({ size }) => size === 1000)?.times;
  return {
    title: 'Applying pending migrations',
    text: `Each program applies the same migrations to a database that does not exist yet, as one process from start to end. The limit is the \`sqlite3\` program, fed the same statements with one transaction for each migration and no bookkeeping at all. Ratios are to that limit. knex, Drizzle and \`--atomic\` use one transaction for all. Of the others, dbmate waits three times for the disk with each migration (\`synchronous = NORMAL\`, unless its URL asks for more), umzug, this program and the limit four times (\`FULL\`), and Kysely, which commits each statement, about twelve times.${pythonFastmigrate() === undefined ? ' The Python package fastmigrate could not be imported on this machine, so it has no row.' : ''}`,
    head: ['', ...sizes.map((size) => `${size.toLocaleString('en')} migrations`), 'growth'],
    rows,
    ...(thousand === undefined ? {} : { goals: goalsOf(thousand) }),
    plot: {
      file: 'run',
      title: 'Pending migrations, milliseconds',
      series: names.map((name) => ({
        name,
        points: measured.flatMap(({ size, times }) => {
          const found = times.find((each) => each.name === name);
          return found === undefined ? [] : [{ size, value: middle(found.times) }];
        }),
      })),
    },
  };
}

function goalsOf(times: readonly Times[]): readonly Goal[] {
  const own = named(times, OURS);
  const ratio = ratioOf(own, named(times, LIMIT));
  const peers = times.filter(({ name }) => !/^(sqlite3|fastmigrate run)/.test(name));
  const isAhead = (peer: Times): boolean => {
    const mine = TOGETHER_TOO.has(peer.name) ? named(times, ATOMIC) : own;
    return ratioOf(mine, peer).middle < 1;
  };
  const behind = peers.filter((peer) => !isAhead(peer)).map(({ name }) => name);
  const atomic = ratioOf(named(times, ATOMIC), named(times, LIMIT));
  return [
    {
      text: `1,000 migrations at most 1.2 times the limit: ${ratioText(ratio)}`,
      met: ratio.middle <= 1.2,
    },
    {
      text: `ahead of every peer at 1,000, of those with one transaction for all with \`--atomic\`${behind.length === 0 ? '' : `; not of ${behind.join(', ')}`}`,
      met: behind.length === 0,
    },
    { text: `--atomic below the limit: ${ratioText(atomic)}`, met: atomic.middle < 1 },
  ];
}

function runOnce(size: number, rounds: number): Times[] {
  const place = folder('run');
  return contest(contestants(place, writeMigrations(place, size), size), rounds);
}

function contestants(place: string, folders: MigrationFolders, size: number): Contestant[] {
  const file = (name: string): string => path.join(place, `${name}.db`);
  const one: MakeContestant = (name, id, command, input) => ({
    name,
    prepare: () => removeDatabase(file(id)),
    command: command(file(id)),
    cwd: place,
    ...(input === undefined ? {} : { input }),
  });
  const own = (name: string, id: string, flags: readonly string[]): Contestant => ({
    ...one(name, id, (database) => [
      ...ours,
      'run',
      '--db',
      database,
      '--migrations',
      folders.plain,
      ...flags,
    ]),
    prepare: () => create(file(id)),
  });
  const mine = [own(OURS, 'ours', []), own(ATOMIC, 'atomic', ['--atomic'])];
  const limit = one(LIMIT, 'limit', (database) => ['sqlite3', database], folders.oneByOne);
  // The others take minutes for more.
  if (size > 1000) return [limit, ...mine];
  return [
    limit,
    ...mine,
    one(TOGETHER, 'together', (database) => ['sqlite3', database], folders.together),
    ...peers(one, folders),
  ];
}

/** Those of the other programs that are there. */
function peers(one: MakeContestant, folders: MigrationFolders): Contestant[] {
  const mate = dbmate();
  const python = pythonFastmigrate();
  return [
    ...(mate === undefined
      ? []
      : [
          one('dbmate', 'dbmate', (database) => mating(mate, `sqlite:${database}`, folders)),
          one(PATIENT, 'patient', (database) =>
            mating(mate, `sqlite:${database}?_sync=FULL`, folders),
          ),
        ]),
    one('knex', 'knex', (database) => [...peer('knex.mjs'), database, folders.plain]),
    one('Kysely', 'kysely', (database) => [...peer('kysely.mjs'), database, folders.plain]),
    one('umzug', 'umzug', (database) => [...peer('umzug.mjs'), database, folders.plain]),
    one('Drizzle', 'drizzle', (database) => [...peer('drizzle.mjs'), database, folders.drizzle]),
    ...(python === undefined
      ? []
      : [
          one('fastmigrate (Python)', 'python', (database) => [...python, database, folders.plain]),
        ]),
  ];
}

function mating(program: string, url: string, { dbmate: folder }: MigrationFolders): string[] {
  return [program, '--url', url, '--migrations-dir', folder, '--no-dump-schema', 'up'];
}

function create(database: string): void {
  removeDatabase(database);
  contest([{ name: 'create', command: [...ours, 'create', '--db', database] }], 1);
}

function named(times: readonly Times[], name: string): Times {
  const found = times.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} did not run`);
  return found;
}

function exponent(
  measured: readonly { readonly size: number; readonly times: readonly Times[] }[],
  name: string,
): string {
  const points = measured.flatMap(({ size, times }) => {
    const found = times.find((each) => each.name === name);
    return found === undefined || size < 100 ? [] : [{ size, value: middle(found.times) }];
  });
  return points.length < 2 ? '' : `n^${exponentOf(points).toFixed(1)}`;
}
