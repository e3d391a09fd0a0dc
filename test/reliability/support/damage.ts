import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { createDatabase } from '../../../src/core/database/version.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { baseline } from '../../../src/core/migration/baseline.ts';
import { enroll } from '../../../src/core/migration/enroll.ts';
import { runPending } from '../../../src/core/migration/run.ts';
import type { RunReport } from '../../../src/core/migration/report.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import type { Project } from '../../../src/core/project/project.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { pictureOf } from '../../support/files.ts';
import { makeRuntime } from '../../support/project.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';

/** What all rounds came to. `wrong` tells, in a sentence each, where a promise did not hold. */
export interface DamageReport {
  readonly commands: number;
  readonly succeeded: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const ADVANCED = 'a later migration: ';

type Command = (project: Project, runtime: Runtime) => unknown;

/** Every command, as a promise that fails the way the command fails. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  status: (project) => {
    const report = readStatus(project, { openDatabase: true, busyTimeout: 50 });
    if (report.errors[0] !== undefined) throw new StatusError(report.errors[0].code);
  },
  run: async (project, runtime) => throwFailed(await runPending(project, { force: true }, runtime)),
  backup: (project, runtime) => backupDatabase(project, runtime),
  restore: (project, runtime) => restoreBackup(project, join(project.root, 'good.backup'), runtime),
  'restore of it': (project, runtime) =>
    restoreBackup(
      { ...project, database: join(project.root, 'data', 'other.db') },
      project.database,
      runtime,
    ),
  create: (project) => createDatabase(project.database),
  enroll: (project, runtime) =>
    enroll({ ...project, migrations: join(project.root, 'new') }, runtime),
  baseline: (project, runtime) => baseline(project, 2, runtime),
};

/** A failure that is reported, not thrown. */
class StatusError extends Error {
  /** Whether earlier migrations of the run stay applied. */
  readonly advanced: boolean;

  constructor(code: string, advanced = false) {
    super(code);
    this.advanced = advanced;
  }
}

function throwFailed({ error, from, to }: RunReport): void {
  if (error !== undefined) throw new StatusError(error.code, (to ?? 0) > (from ?? 0));
}

/** Damages copies of a project's database in many ways and gives each to every command. */
export async function damageRounds(
  template: string,
  work: string,
  seeds: readonly number[],
): Promise<DamageReport> {
  const failures: Record<string, number> = {};
  const wrong: string[] = [];
  let [commands, succeeded] = [0, 0];
  for (const seed of seeds) {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const project = freshCopy(template, work);
      const how = damage(project.database, randomFrom(seed));
      const before = pictureOf(project.root);
      const { runtime } = makeRuntime(project.root);
      commands += 1;
      const failure = await outcome(() => command(project, runtime));
      if (failure === undefined) succeeded += 1;
      else {
        failures[failure] = (failures[failure] ?? 0) + 1;
        const differing = differences(before, pictureOf(project.root)).filter(
          (file) => !mayDiffer(file, how, name, failure),
        );
        if (differing.length > 0)
          wrong.push(
            `seed ${seed} (${how}), ${name} failed with ${failure} and left ${differing.join(', ')}`,
          );
        if (failure.startsWith('untyped')) wrong.push(`seed ${seed} (${how}), ${name}: ${failure}`);
      }
    }
  }
  return { commands, succeeded, failures, wrong };
}

/** The code of a failure, or undefined where the command did its work. */
export async function outcome(body: () => unknown): Promise<string | undefined> {
  try {
    await body();
    return undefined;
  } catch (error) {
    if (error instanceof MigrateError) return error.failure.code;
    if (error instanceof StatusError)
      return error.advanced ? `${ADVANCED}${error.message}` : error.message;
    return `untyped ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
}

/** SQLite itself rolls a hot journal back when a file is opened for writing, and earlier migrations of a run stay. */
function mayDiffer(file: string, how: string, name: string, failure: string): boolean {
  if (how === 'journal') return /app\.db(?:-journal)?$/.test(file);
  // The backup that baseline begins with is a whole one.
  if (name === 'baseline' && file.endsWith('.backup')) return true;
  return failure.startsWith(ADVANCED) && file.endsWith('app.db');
}

/** A copy of a template, as a project in a folder that is made anew. */
export function freshCopy(template: string, work: string): Project {
  rmSync(work, { recursive: true, force: true });
  cpSync(template, work, { recursive: true });
  return {
    name: 'default',
    root: work,
    database: join(work, 'data', 'app.db'),
    migrations: join(work, 'migrations'),
    convention: 'fastmigrate',
    history: true,
  };
}

/** Names that differ between two pictures of a folder. */
export function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

/** Ways to damage a file, each as often as it stands here. */
const KINDS = [
  ...(['any', 'any', 'many', 'header', 'header', 'page 1', 'page heads', 'zeros'] as const),
  ...(['cut', 'longer', 'journal', 'wal', 'swap'] as const),
];

/** Damages a database file, or what belongs to it, in one of many ways. */
function damage(database: string, random: Random): string {
  const bytes = readFileSync(database);
  const kind = random.pick(KINDS);
  switch (kind) {
    case 'journal':
    case 'wal':
      writeFileSync(`${database}-${kind}`, garbage(random, bytes));
      if (kind === 'wal') bytes.fill(2, 18, 20);
      writeFileSync(database, bytes);
      break;
    case 'cut':
      writeFileSync(database, bytes.subarray(0, random.below(bytes.length)));
      break;
    case 'longer': {
      const more = bytes.subarray(0, random.below(2 * pageSize(bytes)));
      writeFileSync(database, Buffer.concat([bytes, more]));
      break;
    }
    default:
      spoil(bytes, kind, random);
      writeFileSync(database, bytes);
  }
  return kind;
}

type Spoiling = Exclude<(typeof KINDS)[number], 'cut' | 'longer' | 'journal' | 'wal'>;

/** Changes bytes of a file, and not how many there are. */
function spoil(bytes: Buffer, kind: Spoiling, random: Random): void {
  const page = pageSize(bytes);
  const flip = (from: number, to: number): void => {
    const at = from + random.below(Math.max(1, to - from));
    bytes[at] = random.below(256);
  };
  switch (kind) {
    case 'any':
      return flip(0, bytes.length);
    case 'many':
      for (let count = 50; count > 0; count -= 1) flip(0, bytes.length);
      return;
    case 'header':
      return flip(0, 100);
    case 'page 1':
      for (let count = 5; count > 0; count -= 1) flip(100, page);
      return;
    case 'page heads':
      for (let at = 0; at < bytes.length; at += page)
        if (random.oneIn(2)) flip(at + (at === 0 ? 100 : 0), at + 12);
      return;
    case 'zeros':
      bytes.fill(0, page * random.below(bytes.length / page), bytes.length);
      return;
    case 'swap':
      return swapPages(bytes, random);
  }
}

function swapPages(bytes: Buffer, random: Random): void {
  const page = pageSize(bytes);
  const a = page * random.below(bytes.length / page);
  const b = page * random.below(bytes.length / page);
  const kept = Buffer.from(bytes.subarray(a, a + page));
  bytes.copyWithin(a, b, b + page);
  kept.copy(bytes, b);
}

function pageSize(bytes: Buffer): number {
  return bytes.readUInt16BE(16);
}

/** Something that begins like a journal or a log, or like nothing. */
function garbage(random: Random, bytes: Buffer): Buffer {
  const start = random.pick([
    Buffer.from([
      0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 1, 1, 2, 3, 4, 0, 0, 0, 9, 0, 0, 2,
      0, 0, 0, 16, 0,
    ]),
    Buffer.from([0x37, 0x7f, 0x06, 0x82, 0x00, 0x2d, 0xe2, 0x18, 0, 0, 16, 0, 0, 0, 0, 0]),
    Buffer.from('nothing'),
  ]);
  return Buffer.concat([start, bytes.subarray(random.below(1000), 9000)]);
}

/** Makes the project that is damaged: tables, indexes, a trigger, overflow and free pages, and a good backup. */
export function templateIn(
  folder: string,
  made: { readonly database: string; readonly project: Project },
): void {
  mkdirSync(join(folder, 'data'), { recursive: true });
  cpSync(made.project.migrations, join(folder, 'migrations'), { recursive: true });
  copyFileSync(made.database, join(folder, 'data', 'app.db'));
  if (!existsSync(join(folder, 'good.backup')))
    copyFileSync(made.database, join(folder, 'good.backup'));
}
