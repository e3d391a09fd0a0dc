import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunReport } from '../../src/core/migration/report.ts';
import { exampleOf, makeBackend } from './project.ts';
import type { BackendProject } from './project.ts';
import { startPostgres } from './postgresServer.ts';
import type { PostgresServer } from './postgresServer.ts';

const COUNT = 12;

/** Each script notes that it ran, and two of them would wait for a long time. */
function scripts(): Record<string, string> {
  const files: Record<string, string> = {
    'migrations/0001-log.sql':
      'CREATE TABLE log (at serial PRIMARY KEY, version int NOT NULL);\nINSERT INTO log (version) VALUES (1);\n',
  };
  for (let version = 2; version <= COUNT; version += 1) {
    const seconds = version === 4 ? 3 : 0.05;
    const number = String(version).padStart(4, '0');
    files[`migrations/${number}-step.sql`] =
      `INSERT INTO log (version) VALUES (${version});\nSELECT pg_sleep(${seconds});\nCREATE TABLE t${version} (id int);\n`;
  }
  return files;
}

describe('four runners on one PostgreSQL', function () {
  this.timeout(90_000);
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('run each migration once and in order', async () => {
    const { made, url } = await project();
    const ended = await Promise.all([1, 2, 3, 4].map(() => finish(made, url)));
    assert.deepEqual(
      ended.map(({ report }) => [report?.ok, report?.to]),
      [1, 2, 3, 4].map(() => [true, COUNT]),
    );
    const applied = ended.map(({ report }) => report?.migrations.length ?? 0);
    assert.deepEqual(
      applied.toSorted((a, b) => a - b),
      [0, 0, 0, COUNT],
    );
    await requireOnce(url);
  });

  it('go on where one of them was killed in the middle of a script', async () => {
    const { made, url } = await project();
    const first = made.start(['run'], { DATABASE_URL: url });
    await untilVersion(url, 3);
    const others = [1, 2, 3].map(() => finish(made, url));
    await untilSleeping(url);
    const gone = once(first, 'exit');
    first.kill('SIGKILL');
    await gone;
    const ended = await Promise.all(others);
    assert.deepEqual(
      ended.map(({ report, err }) => [report?.ok, report?.to, err]),
      [1, 2, 3].map(() => [true, COUNT, '']),
    );
    await requireOnce(url);
    const [busy] = await server.query(
      url,
      `SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'`,
    );
    assert.equal(busy?.['locks'], 0);
  });

  it('give up in plain words when they may not wait', async () => {
    const { made, url } = await project();
    const first = made.start(['run'], { DATABASE_URL: url });
    await untilSleeping(url);
    const { report } = await finish(made, url, ['--wait', '0.3']);
    assert.equal(report?.error?.code, 'busy');
    assert.match(report.error.message, /another run is at work on env:DATABASE_URL/);
    if (first.exitCode === null) await once(first, 'exit');
    assert.equal(first.exitCode, 0);
  });

  async function project(): Promise<{ made: BackendProject; url: string }> {
    const made = makeBackend({ ...exampleOf('PostgreSQL'), ...scripts() });
    return { made, url: await server.database() };
  }

  async function finish(
    made: BackendProject,
    url: string,
    more: readonly string[] = [],
  ): Promise<{ report: RunReport | undefined; err: string }> {
    const child = made.start(['run', '--json', ...more], { DATABASE_URL: url });
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    await once(child, 'close');
    return { report: out === '' ? undefined : (JSON.parse(out) as RunReport), err };
  }

  async function requireOnce(url: string): Promise<void> {
    const expected = Array.from({ length: COUNT }, (_, index) => index + 1);
    const log = await server.query(url, 'SELECT version FROM log ORDER BY at');
    assert.deepEqual(
      log.map(({ version }) => version),
      expected,
    );
    const records = await server.query(url, 'SELECT id FROM _migrations ORDER BY finished_at, id');
    assert.deepEqual(
      records.map(({ id }) => id),
      expected,
    );
    const [meta] = await server.query(url, 'SELECT version FROM _meta');
    assert.equal(meta?.['version'], COUNT);
  }

  async function untilVersion(url: string, version: number): Promise<void> {
    await until(async () => {
      const [there] = await server.query(url, `SELECT to_regclass('_meta') AS name`);
      if (there?.['name'] === null) return false;
      const [meta] = await server.query(url, 'SELECT version FROM _meta');
      return Number(meta?.['version'] ?? 0) >= version;
    });
  }

  async function untilSleeping(url: string): Promise<void> {
    await until(async () => {
      const rows = await server.query(
        url,
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep' AND query LIKE '%pg_sleep(3)%' AND pid <> pg_backend_pid()`,
      );
      return rows.length > 0;
    });
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await holds()) return;
      await sleep(25);
    }
    throw new Error('waited in vain');
  }
});
