import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A PostgreSQL server of the tests' own, in a temporary folder, on a socket in it and on no port. */
export interface PostgresServer {
  /** Folder of the socket. */
  readonly socket: string;
  /** Makes a new empty database and returns its connection string, which holds a password. */
  readonly database: () => Promise<string>;
  /** Rows of a query. */
  readonly query: (url: string, sql: string) => Promise<Record<string, unknown>[]>;
  /** Where it listens with TLS, and its certificate, which it has signed itself for localhost. */
  readonly tls?: { readonly port: number; readonly certificate: string };
  readonly stop: () => Promise<void>;
}

/** The password in the connection strings; the server asks for it. */
export const PASSWORD = 'corr3ct-h0rse';

/**
 * Starts a server, which writes to disk only where it is `durable`, and listens on a port of localhost only with `tls`.
 * Throws where PostgreSQL is not installed: Debian's package is `postgresql`.
 */
export async function startPostgres({
  durable = false,
  tls = false,
} = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fastmigrate-pg-'));
  const run = asNobody(folder);
  const cluster = { folder, data: join(folder, 'data'), run };
  makeCluster(cluster);
  const certificate = join(folder, 'server.crt');
  const port = tls ? await freePort() : 5432;
  if (tls) certify(run, folder, certificate);
  const listening = tls
    ? ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${folder}/server.key`]
    : [];
  const server = startIn(cluster, {
    ...{ port, host: tls ? '127.0.0.1' : '' },
    settings: [durable ? 'fsync=on' : 'fsync=off', ...listening],
  });
  const encoded = encodeURIComponent(folder);
  const urlOf = (name: string): string =>
    `postgresql://app:${PASSWORD}@/${name}?host=${encoded}&port=${port}`;
  await ready(urlOf('postgres'));
  let made = 0;
  return {
    socket: folder,
    database: async () => {
      const name = `t${(made += 1)}`;
      await query(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    query,
    ...(tls ? { tls: { port, certificate } } : {}),
    stop: () => stopIn(cluster, server),
  };
}

/** The files of a server, and the words that a command of its user begins with. */
interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly run: { readonly command: string; readonly words: readonly string[] };
}

function makeCluster({ folder, data, run }: Cluster): void {
  const init = `printf %s '${PASSWORD}' > '${folder}/pw' && '${program('initdb')}' -D '${data}' -U app --pwfile='${folder}/pw' -A scram-sha-256 -E UTF8 --locale=C --no-sync`;
  execFileSync(run.command, [...run.words, 'sh', '-c', init], { stdio: 'pipe' });
}

function startIn(
  { folder, data, run }: Cluster,
  {
    port,
    host,
    settings,
  }: { readonly port: number; readonly host: string; readonly settings: readonly string[] },
): ChildProcess {
  const words = ['-D', data, '-k', folder, '-h', host, '-p', String(port)];
  const set = settings.flatMap((each) => ['-c', each]);
  return spawn(run.command, [...run.words, program('postgres'), ...words, ...set], {
    stdio: 'ignore',
  });
}

async function stopIn({ folder, data, run }: Cluster, server: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  // The wrapper hands no signals on, so the postmaster is asked itself.
  const words = ['stop', '-D', data, '-m', 'immediate'];
  spawnSync(run.command, [...run.words, program('pg_ctl'), ...words]);
  await gone;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A certificate for localhost and its key, which the server's user has to own. */
function certify(
  run: { readonly command: string; readonly words: readonly string[] },
  folder: string,
  certificate: string,
): void {
  const words =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
  execFileSync(
    run.command,
    [
      ...run.words,
      'openssl',
      ...words.split(' '),
      '-keyout',
      join(folder, 'server.key'),
      '-out',
      certificate,
    ],
    { stdio: 'pipe' },
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await query(url, 'SELECT 1');
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(50);
    }
  }
}

/** PostgreSQL refuses to run as root. */
function asNobody(folder: string): { command: string; words: readonly string[] } {
  if (process.getuid?.() !== 0) return { command: 'env', words: [] };
  const [uid = 65_534, gid = 65_534] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })),
  );
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
  const words = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', 'env', 'HOME=/tmp'];
  return { command: 'setpriv', words };
}

function program(name: string): string {
  const versions = '/usr/lib/postgresql';
  const folders = [
    ...(existsSync(versions)
      ? readdirSync(versions).map((version) => join(versions, version, 'bin'))
      : []),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`${name} is needed for these tests; install the package postgresql`);
  return found;
}
