import type { Client, ClientConfig } from 'pg';
import { loadDriver } from './driver.ts';
import type { AdapterHooks, Hooks } from './hooks.ts';
import { quoteName, splitPostgres } from './postgresSql.ts';
import { tableHooks } from './sqlTables.ts';

/** How a PostgreSQL database is reached. Everything that is left out comes from `db`, then from the environment as in psql. */
export interface PostgresOptions {
  /** Connection string. It is a secret: take it from the environment. */
  readonly url?: string | undefined;
  /** More for the driver, such as `ssl`. */
  readonly config?: Omit<ClientConfig, 'connectionString'>;
  /** Schema of `_meta` and `_migrations`, and first in the search path of scripts; it must exist. `public` by default. */
  readonly schema?: string;
}

/** A connection of the driver, and whether a transaction is open on it. */
export interface PostgresConnection {
  readonly client: Client;
  readonly schema: string;
  inTransaction: boolean;
}

export type PostgresHooks = AdapterHooks<PostgresConnection> &
  Required<Pick<Hooks<PostgresConnection>, 'lock' | 'unlock'>>;

/** First half of the key of the advisory lock; the second is made from the schema's name. */
const LOCK_SPACE = 0x66_6d_69_67;
const POLL_MS = 200;

/**
 * Hooks for PostgreSQL with the driver `pg`: history, transactions around each script, and an advisory lock, so that of
 * many machines that deploy at once one applies each script.
 */
export function postgres(options: PostgresOptions = {}): PostgresHooks {
  const schema = options.schema ?? 'public';
  return {
    backendName: 'PostgreSQL',
    rollbackDdl: true,
    ...tableHooks<PostgresConnection>({
      query: async ({ client }, sql, parameters = []) =>
        (await client.query<Record<string, unknown>>(sql, [...parameters])).rows,
      tableQuery: `SELECT 1 FROM information_schema.tables WHERE table_schema = '${schema.replaceAll("'", "''")}' AND table_name = $1`,
      prefix: `${quoteName(schema)}.`,
    }),
    getConnection: (database, { folder }) => connect(options, schema, database, folder),
    closeConnection: ({ client }) => client.end(),
    executeSql: execute,
    ...transactionHooks(),
    lock: (connection, seconds) => lock(connection, seconds),
    unlock: async ({ client, schema: name }) => {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_SPACE, name]);
    },
  };
}

async function connect(
  { url, config }: PostgresOptions,
  schema: string,
  database: string,
  folder: string,
): Promise<PostgresConnection> {
  type Driver = typeof import('pg');
  const driver = await loadDriver<Driver & { readonly default?: Driver }>('pg', folder);
  const { Client: Constructor } = driver.default ?? driver;
  const connectionString = connectionStringOf(url ?? database, url !== undefined, config);
  const client = new Constructor({
    application_name: 'fastmigrate',
    ...config,
    ...(connectionString === undefined ? {} : { connectionString }),
  });
  // A connection that breaks fails the query that waits on it; without this it would end the process first.
  client.on('error', () => undefined);
  await client.connect();
  if (schema !== 'public') await client.query(`SET search_path TO ${quoteName(schema)}, public`);
  return { client, schema, inTransaction: false };
}

/** Undefined leaves it to the environment, as psql does. Throws an `Error` for words, which the driver does not know. */
function connectionStringOf(
  given: string,
  chosen: boolean,
  config: PostgresOptions['config'],
): string | undefined {
  if (/^\s*\w+\s*=/.test(given))
    throw new Error(
      'the driver pg takes a URL such as postgresql://user@host/name, and no words such as host=… dbname=…',
    );
  if (!chosen && !/^postgres(?:ql)?:\/\//i.test(given)) return undefined;
  return config?.ssl === undefined ? given : withoutTls(given);
}

/** The driver prefers what the URL says of TLS, so that `sslmode=require` would drop the certificates of `config`. */
function withoutTls(url: string): string {
  const [base = '', query] = url.split(/\?(.*)/s);
  if (query === undefined) return url;
  const rest = query.split('&').filter((each) => !/^ssl(?:mode|cert|key|rootcert)?=/.test(each));
  return rest.length === 0 ? base : `${base}?${rest.join('&')}`;
}

/** Several statements in one query are one transaction; outside of one they have to go one by one, as in psql. */
async function execute({ client, inTransaction }: PostgresConnection, sql: string): Promise<void> {
  if (inTransaction) {
    await client.query(sql);
    return;
  }
  for (const { text, start } of splitPostgres(sql)) {
    try {
      await client.query(text);
    } catch (error) {
      throw placed(error, [...sql.slice(0, start)].length);
    }
  }
}

/** The server counts from the beginning of the statement, people from that of the script. */
function placed(error: unknown, start: number): unknown {
  if (error instanceof Error && 'position' in error && Number(error.position) > 0)
    error.position = String(Number(error.position) + start);
  return error;
}

function transactionHooks(): Pick<PostgresHooks, 'begin' | 'commit' | 'rollback'> {
  const end = async (connection: PostgresConnection, word: string): Promise<void> => {
    connection.inTransaction = false;
    await connection.client.query(word);
  };
  return {
    begin: async (connection) => {
      await connection.client.query('BEGIN');
      connection.inTransaction = true;
    },
    commit: (connection) => end(connection, 'COMMIT'),
    rollback: (connection) => end(connection, 'ROLLBACK'),
  };
}

/**
 * Asks again and again and does not wait inside the server: a waiting statement holds a snapshot, and the runner that
 * has the lock would wait for that one in turn at `CREATE INDEX CONCURRENTLY`.
 */
async function lock({ client, schema }: PostgresConnection, seconds: number): Promise<boolean> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LOCK_SPACE, schema],
    );
    if (rows[0]?.locked === true) return true;
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
