import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { loadDriver, patiently } from './driver.ts';
import type { AdapterHooks, HookContext } from './hooks.ts';
import { tableHooks } from './sqlTables.ts';

/** Where a DuckDB database is. */
export interface DuckdbOptions {
  /** Its file; by default what `db` says. */
  readonly path?: string | undefined;
  /** Settings of DuckDB, such as `threads`. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface DuckdbConnection {
  /** Undefined where there is nothing yet and only a look was wanted. */
  readonly connection: DuckDBConnection | undefined;
  readonly instance: DuckDBInstance | undefined;
}

/**
 * Hooks for DuckDB with the driver `@duckdb/node-api`. DuckDB lets one process write a file and none read it meanwhile,
 * so a runner waits until it can open the file, and that is the lock.
 */
export function duckdb({ path, options = {} }: DuckdbOptions = {}): AdapterHooks<DuckdbConnection> &
  Record<'lock' | 'unlock', (connection: DuckdbConnection) => Promise<boolean>> {
  return {
    backendName: 'DuckDB',
    rollbackDdl: true,
    ...tableHooks<DuckdbConnection>({
      query: async ({ connection }, sql, parameters = []) =>
        connection === undefined
          ? []
          : (await connection.runAndReadAll(sql, [...parameters])).getRowObjectsJS(),
      tableQuery:
        'SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1',
    }),
    getConnection: (given, wanted) => connect(path ?? given, options, wanted),
    closeConnection: async ({ connection, instance }) => {
      connection?.closeSync();
      instance?.closeSync();
    },
    executeSql: async ({ connection }, sql) => void (await connection?.run(sql)),
    begin: async ({ connection }) => void (await connection?.run('BEGIN')),
    commit: async ({ connection }) => void (await connection?.run('COMMIT')),
    rollback: async ({ connection }) => void (await connection?.run('ROLLBACK')),
    // The lock came with the connection.
    lock: async () => true,
    unlock: async () => true,
  };
}

async function connect(
  file: string,
  options: Readonly<Record<string, string>>,
  { folder, purpose, wait }: HookContext,
): Promise<DuckdbConnection> {
  const reads = purpose === 'read';
  const exists = existsSync(file);
  if (reads && !exists) return { connection: undefined, instance: undefined };
  // A rehearsal on a database that is not there yet must not make it.
  const opened = purpose === 'rehearse' && !exists ? ':memory:' : file;
  const { DuckDBInstance: Constructor } = await loadDriver<typeof import('@duckdb/node-api')>(
    '@duckdb/node-api',
    folder,
  );
  const instance = await patiently(
    wait,
    () =>
      Constructor.create(opened, { ...options, ...(reads ? { access_mode: 'READ_ONLY' } : {}) }),
    (error) => error instanceof Error && /could not set lock/i.test(error.message),
  );
  return { connection: await instance.connect(), instance };
}
