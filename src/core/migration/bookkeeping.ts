import { SqliteFailure } from '../database/connection.ts';
import type { Connection } from '../database/connection.ts';
import { foreignKeyViolations, newViolations } from '../database/foreignKeys.ts';
import type { Violations } from '../database/foreignKeys.ts';
import { requireVersion, updateVersion, writeVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Convention } from '../project/project.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import { historyTime, recordDeclarative, recordMigration } from './history.ts';
import type { MigrationFile } from './folder.ts';
import type { ScriptText } from './script.ts';

/** What ends a migration: everything that must be in the same transaction as the script, or right after it. */
export interface Completion {
  readonly migration: MigrationFile;
  readonly script: ScriptText;
  readonly history: boolean;
  readonly convention: Convention;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Violations that were there before the script. */
  readonly violations: Violations;
  /** Finds the violations that are there now. */
  readonly after?: () => Violations;
  /** Whether the engine's tables are known to be its own, with nothing that fires on them. */
  readonly known?: boolean;
}

/** Checks the foreign keys, then writes version and history. Returns the violations that remain. Inside a transaction. */
export function complete(connection: Connection, completion: Completion): Violations {
  const { migration } = completion;
  const after = completion.after?.() ?? foreignKeyViolations(connection);
  const violations = newViolations(completion.violations, after);
  if (violations.length > 0)
    throw new MigrateError({ code: 'foreign-key-violation', file: migration.path, violations });
  writeRecords(connection, completion);
  return after;
}

/** Tables of these names may come from elsewhere: with other columns, as views, or with triggers that change what is written. */
function writeRecords(connection: Connection, completion: Completion): void {
  const { migration } = completion;
  const problem = (reason: string, options?: ErrorOptions) =>
    new MigrateError({ code: 'bad-version-record', database: connection.path, reason }, options);
  try {
    const row = {
      filename: migration.file,
      script: completion.script.recorded,
      startedAt: historyTime(completion.startedAt),
      finishedAt: historyTime(completion.finishedAt),
    };
    if (migration.declarative === true) {
      recordDeclarative(connection, row);
      return;
    }
    if (completion.convention === 'fastmigrate') {
      if (completion.known === true) updateVersion(connection, migration.version);
      else writeVersion(connection, migration.version);
    }
    if (completion.history)
      recordMigration(connection, { id: migration.version, ...row }, completion.known);
  } catch (error) {
    if (
      !(error instanceof SqliteFailure) ||
      (error.code !== 'ERROR' && error.code !== 'CONSTRAINT')
    )
      throw error;
    throw problem(error.message, { cause: error });
  }
  // Nothing can have turned it into another one.
  if (completion.known === true && completion.convention === 'fastmigrate') return;
  const written = requireVersion(connection, connection.path, completion.convention);
  if (written !== migration.version)
    throw problem(`a trigger turns version ${migration.version} into ${written}`);
}

/** Throws `changed-elsewhere` unless the database is still at the version that the run found. Inside a transaction. */
export function requireSameVersion(
  connection: Connection,
  expected: number,
  convention: Convention,
): void {
  const version = requireVersion(connection, connection.path, convention);
  if (version === expected) return;
  const reason = `it went from version ${expected} to ${version} during the run`;
  throw new MigrateError({ code: 'changed-elsewhere', database: connection.path, reason });
}

/** Content of the tables that only the engine may write, to be compared before and after a script. */
export function protectedContent(connection: Connection): ReadonlyMap<string, string> {
  const tables = connection.all(
    `SELECT name, type, sql FROM sqlite_schema WHERE lower(name) IN ('_meta', '_migrations') OR lower(tbl_name) IN ('_meta', '_migrations') ORDER BY type, name`,
  );
  const content = new Map<string, string>();
  for (const { name, type, sql } of tables) {
    const rows =
      type === 'table' ? connection.all(`SELECT * FROM ${quoteIdentifier(String(name))}`) : [];
    content.set(
      String(name),
      JSON.stringify([type, sql, rows], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
  }
  return content;
}

/** The name of a protected table whose content is not what it was, or undefined. */
export function changedTable(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string | undefined {
  for (const [name, content] of before) if (after.get(name) !== content) return name;
  for (const name of after.keys()) if (!before.has(name)) return name;
  return undefined;
}
