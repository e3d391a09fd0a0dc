import type { Client, Config, Transaction } from '@libsql/client';
import { existsSync } from 'node:fs';
import { loadDriver } from './driver.ts';
import type { AdapterHooks, HookContext } from './hooks.ts';
import { tableHooks } from './sqlTables.ts';

/** How a libSQL database is reached. */
export interface LibsqlOptions {
  /** `file:…`, `libsql://…` or `https://…`; by default what `db` says, a path being taken as a file. */
  readonly url?: string | undefined;
  /** For servers. It is a secret: take it from the environment. */
  readonly authToken?: string | undefined;
  /** More for the driver. */
  readonly config?: Omit<Config, 'url' | 'authToken'>;
}

export interface LibsqlConnection {
  /** Undefined where there is nothing yet and only a look was wanted. */
  readonly client: Client | undefined;
  transaction: Transaction | undefined;
}

/**
 * Hooks for libSQL, as a file or on a server, with the driver `@libsql/client`. There is no lock: two runners at once
 * are kept apart by the write transaction around each script, in which the version is read again, so each script runs
 * once, and the runner that comes second may end with an error.
 */
export function libsql({
  url,
  authToken,
  config = {},
}: LibsqlOptions = {}): AdapterHooks<LibsqlConnection> {
  return {
    backendName: 'libSQL',
    rollbackDdl: true,
    ...tableHooks<LibsqlConnection>({
      query: async ({ client, transaction }, sql, parameters = []) => {
        const result = await (transaction ?? client)?.execute({
          sql: sql.replace(/\$(\d)/g, '?$1'),
          args: [...parameters],
        });
        return result?.rows.map((row) => ({ ...row })) ?? [];
      },
      tableQuery: `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1`,
    }),
    getConnection: (given, wanted) =>
      connect(
        url ?? given,
        { ...config, ...(authToken === undefined ? {} : { authToken }) },
        wanted,
      ),
    closeConnection: async ({ client }) => client?.close(),
    executeSql: async ({ client, transaction }, sql) => {
      await (transaction ?? client)?.executeMultiple(sql);
    },
    ...transactionHooks(),
  };
}

async function connect(
  target: string,
  config: Omit<Config, 'url'>,
  { folder, purpose }: HookContext,
): Promise<LibsqlConnection> {
  const address = /^[a-z]+:/i.test(target) ? target : `file:${target}`;
  const absent = address.startsWith('file:') && !existsSync(address.slice(5));
  if (purpose === 'read' && absent) return { client: undefined, transaction: undefined };
  const { createClient } = await loadDriver<typeof import('@libsql/client')>(
    '@libsql/client',
    folder,
  );
  // A rehearsal on a database that is not there yet must not make it.
  const url = purpose === 'rehearse' && absent ? ':memory:' : address;
  return { client: createClient({ ...config, url }), transaction: undefined };
}

function transactionHooks(): Pick<AdapterHooks<LibsqlConnection>, 'begin' | 'commit' | 'rollback'> {
  const taken = (connection: LibsqlConnection): Transaction | undefined => {
    const { transaction } = connection;
    connection.transaction = undefined;
    return transaction;
  };
  return {
    begin: async (connection) => {
      connection.transaction = await connection.client?.transaction('write');
    },
    commit: async (connection) => taken(connection)?.commit(),
    rollback: async (connection) => taken(connection)?.rollback(),
  };
}
