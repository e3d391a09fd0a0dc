import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowReport } from '../../src/core/workflow/workflow.ts';
import { makeBackend, exampleOf, statuses } from './project.ts';
import { PASSWORD, startPostgres } from './postgresServer.ts';
import type { PostgresServer } from './postgresServer.ts';

const FUNCTION = `CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
  n := 1; NEW.visits := NEW.visits + n;
  RETURN NEW;
END;
$$;
CREATE TRIGGER bumped BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION bump();
`;

const SCRIPTS = {
  'migrations/0001-people.sql':
    "CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL, visits int NOT NULL DEFAULT 0);\nINSERT INTO people (name) VALUES ('Åsa; the first');\n",
  'migrations/0002-bump.sql': FUNCTION,
};

describe('PostgreSQL', function () {
  this.timeout(60_000);
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  const project = (more: Readonly<Record<string, string>> = {}) =>
    makeBackend({ ...exampleOf('PostgreSQL'), ...SCRIPTS, ...more });
  const environment = async (): Promise<{ DATABASE_URL: string }> => ({
    DATABASE_URL: await server.database(),
  });

  it('is migrated by the example of the documentation, with history and nothing missing but backups', async () => {
    const made = project();
    const env = await environment();
    const before = made.status(env);
    assert.equal(before.state, 'UNVERSIONED');
    assert.deepEqual(await tables(env.DATABASE_URL), []);
    const report = made.report(['run'], env);
    assert.equal(report.error, undefined);
    assert.deepEqual([report.from, report.to], [0, 2]);
    const status = made.status(env);
    assert.equal(status.state, 'CURRENT');
    assert.deepEqual(statuses(status), ['0001-people.sql applied', '0002-bump.sql applied']);
    assert.equal(status.backend?.name, 'PostgreSQL');
    assert.deepEqual(status.backend?.missing, ['backup']);
    const people = await server.query(
      env.DATABASE_URL,
      'UPDATE people SET id = id RETURNING name, visits',
    );
    assert.deepEqual(people, [{ name: 'Åsa; the first', visits: 1 }]);
  });

  it('rolls a failed script back and names its place', async () => {
    const made = project({
      'migrations/0003-half.sql':
        "CREATE TABLE half (id int);\n-- ünïcode, 😀\nINSERT INTO people (name)\n  VALUES ('x'), (nope);\n",
    });
    const env = await environment();
    const report = made.report(['run'], env);
    assert.equal(report.ok, false);
    assert.equal(report.to, 2);
    assert.equal(report.error?.code, 'backend-failed');
    assert.deepEqual([report.error?.line, report.error?.column], [4, 18]);
    assert.match(
      report.error?.message ?? '',
      /column "nope" does not exist\. The migration was rolled back$/,
    );
    assert.equal((await tables(env.DATABASE_URL)).includes('half'), false);
  });

  it('notices edits and scripts that came late', async () => {
    const made = project({ 'migrations/0004-tags.sql': 'CREATE TABLE tags (id int);\n' });
    const env = await environment();
    assert.equal(made.report(['run'], env).ok, true);
    made.write('migrations/0001-people.sql', 'CREATE TABLE people (id int);\n');
    made.write('migrations/0003-late.sql', 'SELECT 1;\n');
    const status = made.status(env);
    assert.equal(status.state, 'DIVERGED');
    assert.deepEqual(statuses(status), [
      '0001-people.sql diverged',
      '0002-bump.sql applied',
      '0003-late.sql skipped',
      '0004-tags.sql applied',
    ]);
    const run = made.run(['run'], env);
    assert.equal(run.code, 1);
    assert.match(run.err, /not run in state DIVERGED/);
  });

  it('runs what cannot be in a transaction outside of one', async () => {
    const made = project({
      'migrations/0003-index.sql':
        '-- fastmigrate: no-transaction\nCREATE INDEX CONCURRENTLY people_name ON people (name);\nVACUUM people;\n',
    });
    const env = await environment();
    assert.deepEqual(made.report(['run'], env).error, undefined);
    assert.equal(made.status(env).state, 'CURRENT');
  });

  it('applies all or nothing with --atomic', async () => {
    const made = project({ 'migrations/0003-bad.sql': 'SELECT 1/0;\n' });
    const env = await environment();
    const report = made.report(['run', '--atomic'], env);
    assert.deepEqual([report.ok, report.to], [false, 0]);
    assert.equal((await tables(env.DATABASE_URL)).includes('people'), false);
    made.write('migrations/0003-bad.sql', 'SELECT 1;\n');
    assert.equal(made.report(['run', '--atomic'], env).to, 3);
  });

  it('is rehearsed in a transaction that leaves nothing behind', async () => {
    const made = project({
      'migrations/0003-bad.sql': 'CREATE TABLE third (id int);\nSELECT * FROM nowhere;\n',
      'migrations/0004-more.sql': 'SELECT 1;\n',
    });
    const env = await environment();
    const failed = made.rehearsal([], env);
    assert.deepEqual(
      failed.migrations.map(({ result }) => result),
      ['passed', 'passed', 'failed', 'not-run'],
    );
    assert.deepEqual([failed.error?.line, failed.error?.column], [2, 15]);
    assert.match(failed.error?.message ?? '', /relation "nowhere" does not exist/);
    const passed = made.rehearsal(['--to', '2'], env);
    assert.deepEqual([passed.ok, passed.from, passed.to], [true, 0, 2]);
    assert.deepEqual([passed.basis, passed.backend?.name], ['transaction', 'PostgreSQL']);
    assert.deepEqual(await tables(env.DATABASE_URL), []);
    const said = made.run(['run', '--dry-run', '--to', '2'], env).out;
    assert.match(said, /^Rehearsed on env:DATABASE_URL itself, in a transaction/);
    assert.match(said, /All 2 migrations pass, version 0 → 2; nothing of it is left\n$/);
    // The lock is free again, and what was rehearsed can be run.
    assert.equal(made.report(['run', '--to', '2', '--wait', '0'], env).error, undefined);
  });

  it('is rehearsed up to the first script that cannot be in a transaction', async () => {
    const made = project({
      'migrations/0003-abort.sql': 'ABORT;\nCREATE TABLE third (id int);\n',
      'migrations/0004-script.sh': 'touch ran\n',
    });
    const env = await environment();
    const report = made.rehearsal([], env);
    assert.deepEqual(
      [report.ok, report.to, report.migrations.map(({ result }) => result)],
      [true, 2, ['passed', 'passed', 'not-run', 'not-run']],
    );
    assert.match(
      report.warnings.join('\n'),
      /0003-abort\.sql cannot run inside a transaction, so it and those after it were not tried/,
    );
    assert.match(
      made.run(['run', '--dry-run', '--markdown'], env).out,
      /⚪ \*\*2 passed, 2 not run/,
    );
    assert.deepEqual(await tables(env.DATABASE_URL), []);
    assert.equal(existsSync(join(made.folder, 'ran')), false);
    const atomic = made.rehearsal(['--atomic'], env);
    assert.deepEqual([atomic.ok, atomic.error?.code], [false, 'bad-argument']);
  });

  it('tells when a script has found a way out of the transaction of a rehearsal', async () => {
    // The words of the server differ from those of SQLite: here it sees a text that ends, and then COMMIT.
    const made = project({ 'migrations/0003-out.sql': "SELECT E'\\''; COMMIT; SELECT '';\n" });
    const env = await environment();
    const report = made.rehearsal([], env);
    assert.equal(report.ok, false);
    assert.match(
      report.error?.message ?? '',
      /the version was none and is 3 .*\. What was done before it stays/,
    );
  });

  it('is migrated by ci, which says what it left out and applies nothing in doubt', async () => {
    const made = project();
    const env = await environment();
    const ci = (): WorkflowReport =>
      JSON.parse(made.run(['ci', '--json'], env).out) as WorkflowReport;
    const fresh = ci();
    assert.deepEqual([fresh.ok, fresh.state, fresh.steps], [false, 'UNVERSIONED', []]);
    assert.match(fresh.stopped ?? '', /Make it with fastmigrate create/);
    assert.equal(made.run(['create'], env).code, 0);
    const { code, out } = made.run(['ci'], env);
    assert.equal(code, 0);
    assert.match(
      out,
      /0002-bump\.sql.*\n.*\nNo backup was written, for want of a hook\.\nCURRENT\n$/s,
    );
    assert.deepEqual(ci(), { ok: true, state: 'CURRENT', steps: [] });
    made.write('migrations/0003-bad.sql', 'SELECT * FROM nowhere;\n');
    const failed = ci();
    assert.deepEqual([failed.ok, failed.state], [false, 'PENDING']);
    assert.match(failed.error?.message ?? '', /relation "nowhere" does not exist/);
    made.write('migrations/0001-people.sql', 'CREATE TABLE people (id int);\n');
    assert.deepEqual([ci().state, ci().steps], ['DIVERGED', []]);
    const unreachable = made.run(['ci'], { DATABASE_URL: 'postgresql://app:s3cret@/x?host=/none' });
    assert.equal(unreachable.code, 1);
    assert.match(unreachable.err, /ENOENT/);
    assert.equal(`${unreachable.out}${unreachable.err}`.includes('s3cret'), false);
  });

  it('is set to a version by hand', async () => {
    const made = project();
    const env = await environment();
    assert.equal(made.run(['baseline', '1'], env).code, 0);
    assert.deepEqual(statuses(made.status(env)), [
      '0001-people.sql applied',
      '0002-bump.sql pending',
    ]);
    assert.deepEqual(await tables(env.DATABASE_URL), ['_meta', '_migrations']);
  });

  it('hands the connection string to scripts, and the password to nobody who looks on', async () => {
    const made = project({
      'migrations/0003-script.sh': 'echo "got $1"; test "$1" = "$DATABASE_URL"\n',
      'migrations/0004-fail.sql': 'SELECT * FROM nowhere;\n',
    });
    const env = await environment();
    const { code, out, err } = made.run(['run', '--verbose'], env);
    assert.equal(code, 1);
    assert.match(out, /got postgresql:\/\/app:\*\*\*@/);
    assert.equal(`${out}${err}`.includes(PASSWORD), false);
    const wrong = { DATABASE_URL: env.DATABASE_URL.replace(PASSWORD, 'not-the-one') };
    const failed = made.run(['status'], wrong);
    assert.match(failed.out, /password authentication failed/);
    assert.equal(`${failed.out}${failed.err}`.includes('not-the-one'), false);
  });

  it('says which variable is missing', async () => {
    const { code, out } = project().run(['status'], { DATABASE_URL: '' });
    assert.equal(code, 1);
    assert.match(out, /DATABASE_URL, which "db" names, is not set/);
  });

  it('names the line that installs a missing driver', async () => {
    const made = makeBackend({ ...exampleOf('PostgreSQL'), ...SCRIPTS }, { drivers: false });
    const { code, out } = made.run(['status'], await environment());
    assert.equal(code, 1);
    assert.match(out, /the driver pg is not installed\. Run: npm install pg/);
  });

  it('refuses in plain words what only SQLite files can do', async () => {
    const made = project();
    const env = await environment();
    for (const args of [['backup'], ['enroll'], ['dev'], ['renumber', '0001-people.sql']]) {
      const { code, err } = made.run(args, env);
      assert.equal(code, 1, args[0]);
      assert.match(err, /selects another database than a SQLite file/, args[0]);
    }
    assert.match(made.run(['dev'], env).err, /Use fastmigrate run, which applies what is pending/);
    assert.match(made.run(['run', '--backup'], env).err, /no hook "backup"/);
    assert.deepEqual(await tables(env.DATABASE_URL), ['_meta']);
  });

  async function tables(url: string): Promise<string[]> {
    const rows = await server.query(
      url,
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    );
    return rows.map((row) => String(row['table_name']));
  }
});
