import { chmodSync, constants, copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../../database/connection.ts';
import { copyToNewFile } from '../../database/copy.ts';
import { faultsIn } from '../../database/faults.ts';
import { databaseFailure, fileFailure } from '../../database/failure.ts';
import {
  BUSY_TIMEOUT,
  hasNodeSqlite,
  openForScript,
  openForWriting,
  using,
} from '../../database/open.ts';
import type { ScriptLibrary } from '../../database/open.ts';
import { MigrateError } from '../../errors.ts';
import type { Runtime } from '../../runtime.ts';
import type { SchemaDiff } from '../change.ts';
import { describeChanges } from '../diff/describe.ts';
import { diffSchemas } from '../diff/diff.ts';
import { inspect } from '../inspect.ts';
import type { Schema } from '../model.ts';
import { attachable } from './attachable.ts';
import { brokenObjects } from './brokenObjects.ts';
import { rowsText } from './hazards.ts';
import { inProofFolder } from './proofFolder.ts';
import { blamelessFailure } from './refusedStatement.ts';
import { ORIGINAL, rowDifferences } from './rowCheck.ts';
import { tablePairs } from './tablePair.ts';
import type { TablePair } from './tablePair.ts';
import { virtualTableDifferences } from './virtualTables.ts';

/** One script that is to be proven. */
export interface ProofAttempt {
  readonly from: Schema;
  readonly to: Schema;
  /** What the script is for, with the renames that it makes. */
  readonly diff: SchemaDiff;
  /** Whether columns of another type may hold values of another storage class. */
  readonly allowRetyped: boolean;
  /** Applies the script to a copy, as a run would. */
  readonly apply: (database: string) => void;
}

/** Longest list of differences that an error carries. */
const MOST = 10;

/**
 * Applies each script to a private copy of a database and checks that this gives the desired schema, and that every row
 * that stays is what it was. The answer has for each script `not-proven` with what differs, `data-violates` for rows
 * without a parent or for which an expression fails, `not-plannable` for a view or trigger in the way, or undefined. Throws `cancelled`, or what keeps a copy from being made; no copy is left behind.
 */
export async function proofFailures(
  database: string,
  attempts: readonly ProofAttempt[],
  runtime: Pick<Runtime, 'pid' | 'emit' | 'signal'>,
): Promise<readonly (MigrateError | undefined)[]> {
  return inProofFolder(runtime, async (folder) => {
    const original = join(folder, 'original.db');
    await copyToNewFile(database, original, 'snapshot', runtime);
    return attempts.map((attempt) => {
      const copy = join(folder, 'copy.db');
      try {
        return proofFailure(original, copy, attempt);
      } finally {
        for (const suffix of ['', '-journal', '-wal', '-shm'])
          rmSync(copy + suffix, { force: true });
      }
    });
  });
}

function proofFailure(
  original: string,
  copy: string,
  attempt: ProofAttempt,
): MigrateError | undefined {
  try {
    // A file system that can share the blocks of two files does.
    copyFileSync(original, copy, constants.COPYFILE_FICLONE);
    // A copy of a read-only file is read-only too.
    chmodSync(copy, 0o600);
    attempt.apply(copy);
    return notProven([
      ...newlyBroken(original, copy, attempt),
      ...using(openForWriting(copy), (connection) => differencesOf(connection, original, attempt)),
    ]);
  } catch (error) {
    const blameless = blamelessFailure(error, attempt.to, () =>
      brokenIn(original, attempt.from, 'better-sqlite3'),
    );
    if (blameless !== undefined) return blameless;
    const failed = failedScript(error);
    if (failed !== undefined) return notProven([failed]);
    const orphans = orphanFailure(error);
    if (orphans !== undefined) return orphans;
    throw fileFailure(databaseFailure(error, copy, BUSY_TIMEOUT), copy);
  }
}

function notProven(differences: readonly string[]): MigrateError | undefined {
  if (differences.length === 0) return undefined;
  const more = differences.length - MOST;
  const shown = more > 0 ? [...differences.slice(0, MOST), `and ${more} more`] : differences;
  return new MigrateError({ code: 'not-proven', differences: shown });
}

/** What an attempt came to that failed because of the script, as a sentence. */
function failedScript(error: unknown): string | undefined {
  if (MigrateError.is(error, 'statement-failed')) {
    const { reason, line, statement } = error.failure;
    return `line ${line} fails: ${reason}, in: ${statement.split('\n')[0] ?? ''}`;
  }
  return MigrateError.is(error, 'protected-table') ? error.message : undefined;
}

/** Rows that are left without a parent, as what they are: data that the desired schema does not permit. */
function orphanFailure(error: unknown): MigrateError | undefined {
  if (!MigrateError.is(error, 'foreign-key-violation')) return undefined;
  const problems = error.failure.violations.map(({ table, parent, rows }) => ({
    object: table,
    reason: `A foreign key finds no row of ${parent} (${rowsText(rows)})`,
    rows,
  }));
  return new MigrateError({ code: 'data-violates', problems }, { cause: error });
}

function differencesOf(connection: Connection, original: string, attempt: ProofAttempt): string[] {
  const { from, to, diff, allowRetyped } = attempt;
  const { changes } = diffSchemas(inspect(connection), to);
  const schema = describeChanges(changes).map((change) => `still to do: ${change}`);
  // Tables that are not as they should be cannot be compared column by column.
  if (schema.length > 0) return schema;
  connection.run(`ATTACH ? AS ${ORIGINAL}`, [attachable(original, from)]);
  const pairs = tablePairs(from, to, diff);
  return [
    ...pairs.flatMap((pair) => rowDifferences(connection, pair, { allowRetyped })),
    ...pairs.flatMap((pair) => sequenceDifferences(connection, pair)),
    ...virtualTableDifferences(connection, attempt),
    ...unsound(connection),
  ];
}

/** The highest number that AUTOINCREMENT has given must not be given again. https://sqlite.org/autoinc.html */
function sequenceDifferences(connection: Connection, { from, to }: TablePair): string[] {
  if (from.primaryKey?.autoincrement !== true || to.primaryKey?.autoincrement !== true) return [];
  const highest = (schema: string, name: string): number =>
    Number(
      connection.get(
        `SELECT max(seq) AS seq FROM ${schema}.sqlite_sequence WHERE name = ? COLLATE NOCASE`,
        [name],
      )?.['seq'] ?? 0,
    );
  const [before, after] = [highest(ORIGINAL, from.name), highest('main', to.name)];
  return after >= before
    ? []
    : [`the AUTOINCREMENT number of ${to.name} would go back from ${before} to ${after}`];
}

/** What `integrity_check` says of the copy and did not say of the original. */
function unsound(connection: Connection): string[] {
  const found = faultsIn(connection, 'integrity_check');
  if (found.length === 0) return [];
  const before = new Set(faultsIn(connection, 'integrity_check', ORIGINAL));
  return found.filter((line) => !before.has(line));
}

/** Views and triggers that compiled before and do not any more, in any library that may run scripts. */
function newlyBroken(original: string, copy: string, { from, to }: ProofAttempt): string[] {
  const libraries = hasNodeSqlite()
    ? (['better-sqlite3', 'node'] as const)
    : (['better-sqlite3'] as const);
  let worst: string[] = [];
  for (const library of libraries) {
    const before = brokenIn(original, from, library);
    worst = byMessage([...brokenIn(copy, to, library)].filter(([key]) => !before.has(key)));
    if (worst.length === 0) return [];
  }
  return worst;
}

function brokenIn(
  path: string,
  schema: Schema,
  library: ScriptLibrary,
): ReadonlyMap<string, string> {
  return using(openForScript(path, library), (connection) => brokenObjects(connection, schema));
}

/** Triggers with one event are compiled together, and SQLite does not say which of them it means. */
function byMessage(broken: readonly (readonly [key: string, message: string])[]): string[] {
  const keys = new Map<string, string[]>();
  for (const [key, message] of broken) keys.set(message, [...(keys.get(message) ?? []), key]);
  return [...keys].map(([message, each]) => `${each.join(' or ')} does not compile: ${message}`);
}
