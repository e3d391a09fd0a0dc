import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { existsSync } from 'node:fs';
import { loadDriver } from './driver.ts';
import { lockFile } from './fileLock.ts';
import type { FileLock } from './fileLock.ts';
import type { AdapterHooks, HookContext } from './hooks.ts';
import { splitPostgres } from './postgresSql.ts';
import { tableHooks } from './sqlTables.ts';

/** Where a PGlite database is. */
export interface PgliteOptions {
  /** Its folder; by default what `db` says. */
  readonly dataDir?: string | undefined;
  /** More for PGlite, such as extensions. */
  readonly options?: PGliteOptions;
}

export interface PgliteConnection {
  /** Undefined where there is nothing yet and only a look was wanted. */
  readonly database: PGlite | undefined;
  readonly lock: FileLock | undefined;
  inTransaction: boolean;
}

/**
 * Hooks for PGlite, PostgreSQL inside this process. Two processes must never open one folder, and nothing in PGlite
 * keeps them from it, so a file lock beside the folder is held as long as it is open: one runner at a time.
 */
export function pglite({
  dataDir,
  options = {},
}: PgliteOptions = {}): AdapterHooks<PgliteConnection> &
  Record<'lock' | 'unlock', (connection: PgliteConnection) => Promise<boolean>> {
  return {
    backendName: 'PGlite',
    rollbackDdl: true,
    ...tableHooks<PgliteConnection>({
      query: async ({ database }, sql, parameters = []) =>
        database === undefined
          ? []
          : (await database.query<Record<string, unknown>>(sql, [...parameters])).rows,
      tableQuery:
        'SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1',
    }),
    getConnection: (given, wanted) => connect(dataDir ?? given, options, wanted),
    closeConnection: async ({ database, lock }) => {
      await database?.close();
      lock?.release();
    },
    executeSql: async ({ database, inTransaction }, sql) => {
      if (inTransaction) await database?.exec(sql);
      else for (const { text } of splitPostgres(sql)) await database?.exec(text);
    },
    ...transactionHooks(),
    // The lock came with the connection.
    lock: async () => true,
    unlock: async () => true,
  };
}

async function connect(
  path: string,
  options: PGliteOptions,
  { folder, purpose, wait }: HookContext,
): Promise<PgliteConnection> {
  const exists = existsSync(path);
  if (purpose === 'read' && !exists)
    return { database: undefined, lock: undefined, inTransaction: false };
  // A rehearsal on a database that is not there yet must not make it.
  const inMemory = purpose === 'rehearse' && !exists;
  const lock = inMemory ? undefined : await lockFile(path, wait);
  try {
    const { PGlite: Constructor } = await loadDriver<typeof import('@electric-sql/pglite')>(
      '@electric-sql/pglite',
      folder,
    );
    const database = await (inMemory
      ? Constructor.create(options)
      : Constructor.create(path, options));
    return { database, lock, inTransaction: false };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function transactionHooks(): Pick<AdapterHooks<PgliteConnection>, 'begin' | 'commit' | 'rollback'> {
  const end = async (connection: PgliteConnection, word: string): Promise<void> => {
    connection.inTransaction = false;
    await connection.database?.exec(word);
  };
  return {
    begin: async (connection) => {
      await connection.database?.exec('BEGIN');
      connection.inTransaction = true;
    },
    commit: (connection) => end(connection, 'COMMIT'),
    rollback: (connection) => end(connection, 'ROLLBACK'),
  };
}
