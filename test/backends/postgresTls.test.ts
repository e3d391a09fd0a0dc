import assert from 'node:assert/strict';
import { exampleOf, makeBackend } from './project.ts';
import { PASSWORD, startPostgres } from './postgresServer.ts';
import type { PostgresServer } from './postgresServer.ts';

/** Fails where the connection is in the clear. */
const ENCRYPTED = `DO $$ BEGIN
  IF NOT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) THEN
    RAISE EXCEPTION 'in the clear';
  END IF;
END $$;
`;

describe('PostgreSQL over TLS', function () {
  this.timeout(60_000);
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ tls: true });
  });
  after(() => server.stop());

  const address = async (parameters: string): Promise<{ DATABASE_URL: string }> => {
    assert.ok(server.tls);
    const name = new URL((await server.database()).replace('@/', '@localhost/')).pathname;
    const { port } = server.tls;
    return { DATABASE_URL: `postgresql://app:${PASSWORD}@localhost:${port}${name}${parameters}` };
  };
  const certificate = (): string => server.tls?.certificate ?? '';
  const project = (config = '') =>
    makeBackend({
      ...exampleOf('PostgreSQL'),
      ...(config === '' ? {} : { 'migrations/config.mjs': config }),
      'migrations/0001-encrypted.sql': ENCRYPTED,
    });

  it('is reached as the connection string says', async () => {
    const env = await address(
      `?sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate())}`,
    );
    assert.equal(project().report(['run'], env).error, undefined);
    const unverified = await address('?sslmode=no-verify');
    assert.equal(project().report(['run'], unverified).error, undefined);
    const clear = await address('?sslmode=disable');
    assert.match(project().report(['run'], clear).error?.message ?? '', /in the clear/);
  });

  it('is not reached where nobody vouches for its certificate', async () => {
    for (const parameters of ['?sslmode=verify-full', '?sslmode=require', '?ssl=true']) {
      const env = await address(parameters);
      const { code, out, err } = project().run(['status'], env);
      assert.equal(code, 1, parameters);
      assert.match(out, /self-signed certificate/, parameters);
      assert.equal(`${out}${err}`.includes(PASSWORD), false, parameters);
    }
  });

  it('takes the certificate of the module, whatever the connection string says beside it', async () => {
    const made = project(`import { readFileSync } from 'node:fs';
import { postgres } from 'fastmigrate-vscode/backends/postgres';

export default postgres({ config: { ssl: { ca: readFileSync(${JSON.stringify(certificate())}, 'utf8') } } });
`);
    for (const parameters of ['', '?sslmode=require', '?application_name=x&sslmode=require'])
      assert.equal(made.report(['run'], await address(parameters)).error, undefined, parameters);
  });

  it('is refused as words that the driver would pass over', () => {
    const { code, out } = project().run(['status'], { DATABASE_URL: 'host=localhost dbname=x' });
    assert.equal(code, 1);
    assert.match(out, /the driver pg takes a URL/);
  });
});
