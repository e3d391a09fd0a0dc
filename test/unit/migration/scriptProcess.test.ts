import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { column, dump, execute } from '../../support/database.ts';
import { namesIn } from '../../support/files.ts';
import { until } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';
import type { RunOptions } from '../../../src/core/migration/runOptions.ts';

const PY = 'import sqlite3, sys, os, time\ndb = sys.argv[1]\nc = sqlite3.connect(db)\n';

/** Runs a script that fails and requires that everything is as it was. */
async function putsBack(name: string, script: string, before = '', options: RunOptions = {}) {
  const made = makeProject({ scripts: { [name]: script } });
  execute(made.database, `CREATE TABLE t (x); INSERT INTO t VALUES (1); ${before}`);
  const content = dump(made.database);
  const report = await made.run(options);
  assert.equal(report.ok, false);
  assert.deepEqual(dump(made.database), content);
  assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  assert.equal(report.to, 0);
  return { made, error: report.error };
}

function output(made: Made, stream: 'stdout' | 'stderr'): string {
  return made.events
    .map((event) => (event.type === 'script-output' && event.stream === stream ? event.text : ''))
    .join('');
}

describe('a .py or .sh script', () => {
  it('gets the database path, and its version is recorded', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.py': `${PY}c.execute('CREATE TABLE t (x)')\nc.execute('INSERT INTO t VALUES (?)', [db])\nc.commit()\n`,
        '0002-b.sh': 'echo "got $1 of $#"\n',
      },
    });
    const report = await made.run();
    assert.equal(report.error, undefined);
    assert.deepEqual(column(made.database, 'SELECT x FROM t'), [made.database]);
    assert.equal(output(made, 'stdout'), `got ${made.database} of 1\n`);
    assert.equal(made.status().state, 'CURRENT');
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('runs in the caller’s folder with the caller’s environment', async () => {
    const made = makeProject({
      scripts: { '0001-a.sh': 'pwd; echo "$GREETING"\n' },
      runtime: { env: { PATH: process.env['PATH'], GREETING: 'hé' } },
    });
    await made.run();
    assert.equal(output(made, 'stdout'), `${made.folder}\nhé\n`);
  });

  it('is heard while it runs, in order, with letters in one piece', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sh':
          'sign="$0.go"\necho one; printf "\\303"; while [ ! -e "$sign" ]; do sleep 0.05; done; printf "\\244\\n"; echo two >&2; echo three\n',
      },
    });
    const running = made.run();
    await until(() => output(made, 'stdout').startsWith('one\n'), 'the first line');
    assert.equal(
      made.events.some((event) => event.type === 'script-finished'),
      false,
    );
    writeFileSync(join(made.project.migrations, '0001-a.sh.go'), '');
    assert.equal((await running).ok, true);
    assert.equal(output(made, 'stdout'), 'one\nä\nthree\n');
    assert.equal(output(made, 'stderr'), 'two\n');
    const types = made.events
      .map((event) => event.type)
      .filter((type) => type !== 'progress' && !type.startsWith('copy-'));
    assert.deepEqual(
      types.filter((type, at) => type !== types[at - 1]),
      [
        'migration-started',
        'script-started',
        'script-output',
        'script-finished',
        'migration-applied',
      ],
    );
  });

  it('fails with its exit code, its output and its line, and is put back', async () => {
    const { error, made } = await putsBack(
      '0001-a.py',
      `${PY}c.execute('DELETE FROM t')\nc.commit()\nprint('so far')\nraise ValueError('bad')\n`,
    );
    assert.equal(error?.code, 'script-failed');
    assert.match(error.message, /exited with code 1\. The database is as it was/);
    assert.equal(error.complaint, 'ValueError: bad');
    assert.equal(error.line, 7);
    assert.equal(error.file, join(made.project.migrations, '0001-a.py'));
    assert.match(output(made, 'stderr'), /ValueError: bad/);
  });

  it('fails with the code of its last command and the line that the shell names', async () => {
    const { error } = await putsBack('0001-a.sh', 'set -e\ntrue\nno-such-command-here\n');
    assert.deepEqual([error?.code, error?.line], ['script-failed', 3]);
    assert.match(error?.message ?? '', /code 127/);
  });

  it('fails where a signal ends it', async () => {
    const { error } = await putsBack(
      '0001-a.py',
      `${PY}c.execute('DELETE FROM t'); c.commit()\nos.kill(os.getpid(), 9)\n`,
    );
    assert.match(error?.message ?? '', /SIGKILL/);
  });

  it('is put back where it changed the journal mode', () =>
    putsBack(
      '0001-a.py',
      `${PY}c.execute('PRAGMA journal_mode = WAL')\nc.execute('DELETE FROM t'); c.commit()\nsys.exit(3)\n`,
    ));

  it('is put back where it leaves a transaction that was never committed', () =>
    putsBack(
      '0001-a.py',
      `${PY}c.execute('PRAGMA cache_size = 1')\nc.execute('INSERT INTO t SELECT hex(randomblob(9000)) FROM t')\nos._exit(2)\n`,
    ));

  for (const exit of [0, 1]) {
    it(`is put back where it removes the database and exits with ${exit}`, async () => {
      const { error } = await putsBack(
        '0001-a.py',
        `import os, sys\nos.remove(sys.argv[1])\nsys.exit(${exit})\n`,
      );
      assert.equal(error?.code, exit === 0 ? 'invalid-migration' : 'script-failed');
      assert.match(error.message, /The database is as it was before the script/);
    });

    it(`is put back where it writes nonsense into the file and exits with ${exit}`, async () => {
      const { error } = await putsBack(
        '0001-a.py',
        `import sys\nopen(sys.argv[1], 'wb').write(b'nonsense ' * 2000)\nsys.exit(${exit})\n`,
      );
      assert.equal(error?.code, exit === 0 ? 'invalid-migration' : 'script-failed');
    });

    it(`is put back where it empties the file and exits with ${exit}`, async () => {
      await putsBack('0001-a.py', `import sys\nopen(sys.argv[1], 'wb')\nsys.exit(${exit})\n`);
    });
  }

  it('is put back without the log that a removed database left', () =>
    putsBack(
      '0001-a.py',
      `${PY}c.execute('DELETE FROM t'); c.commit()\nos.remove(db)\nos._exit(1)\n`,
      '; PRAGMA journal_mode = WAL',
    ));

  for (const [what, sql] of [
    ['_meta', 'UPDATE _meta SET version = 1'],
    ['_migrations', 'CREATE TABLE _migrations (x)'],
    ['_meta by DROP', 'DROP TABLE _meta'],
  ] as const)
    it(`must not write to ${what}`, async () => {
      const { error } = await putsBack('0001-a.py', `${PY}c.execute('${sql}'); c.commit()\n`);
      assert.equal(error?.code, 'protected-table');
    });

  it('must not leave new foreign key violations', async () => {
    const { error } = await putsBack(
      '0001-a.py',
      `${PY}c.execute('DELETE FROM p'); c.commit()\n`,
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE k (p REFERENCES p (id)); INSERT INTO p VALUES (1); INSERT INTO k VALUES (1)',
    );
    assert.equal(error?.code, 'foreign-key-violation');
  });

  it('fails where its interpreter is missing', async () => {
    const { error } = await putsBack('0001-a.py', 'print(1)', '', { python: '/nowhere/python' });
    assert.equal(error?.code, 'script-not-started');
    assert.match(error?.message ?? '', /it was not found\. The script was not run/);
    assert.match(error.message, /\/nowhere\/python/);
    assert.match(error.message, /set the "python" key of \.fastmigrate$/);
  });

  it('fails where its shell is missing, and names what helps there', async () => {
    const { error } = await putsBack('0001-a.sh', 'true', '', { shell: '/nowhere/sh' });
    assert.equal(error?.code, 'script-not-started');
    assert.match(error.message, /name another one in FASTMIGRATE_SHELL$/);
  });

  it('runs with the interpreter that is asked for, else configured, else of a virtual environment', async () => {
    const made = makeProject({
      scripts: { '0001-a.py': '', '0002-b.py': '', '0003-c.py': '', '0004-d.py': '' },
    });
    const fake = (...path: string[]) => {
      const file = join(made.folder, ...path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, '#!/bin/sh\ntrue\n');
      chmodSync(file, 0o755);
      return file;
    };
    const asked = fake('asked');
    const configured = { ...made.project, python: fake('configured') };
    const active = fake('active', 'bin', 'python');
    const { runPending } = await import('../../../src/core/migration/run.ts');
    const runtime = {
      ...made.runtime,
      env: { ...process.env, VIRTUAL_ENV: join(made.folder, 'active') },
    };
    await runPending(configured, { to: 1, python: asked }, runtime);
    await runPending(configured, { to: 2 }, runtime);
    await runPending(made.project, { to: 3 }, runtime);
    const local = fake('.venv', 'bin', 'python');
    await runPending(made.project, { to: 4 }, runtime);
    const used = made.events.flatMap((event) =>
      event.type === 'script-started' ? [event.command[0]] : [],
    );
    assert.deepEqual(used, [asked, configured.python, active, local]);
  });

  it('keeps the mode of the file', async () => {
    const made = makeProject({
      scripts: { '0001-a.py': 'import sys\nsys.exit(1)\n', '0001-b.txt': '' },
    });
    chmodSync(made.database, 0o600);
    await made.run();
    const { mode } = await import('node:fs').then((fs) => fs.statSync(made.database));
    assert.equal(mode & 0o777, 0o600);
  });
});

describe('cancelling a run', () => {
  for (const [name, script, options] of [
    [
      '0001-a.py',
      `${PY}c.execute('DELETE FROM t'); c.commit()\nprint('ready', flush=True)\ntime.sleep(60)\n`,
      {},
    ],
    ['0001-a.sh', 'echo ready\nsleep 60\necho late\n', {}],
    ['0001-b.sh', 'trap "" TERM\necho ready\nsleep 60\n', { ownProcessGroup: true }],
  ] as const)
    it(`ends ${name}${'ownProcessGroup' in options ? ' and its group' : ''} and puts the database back`, async () => {
      const abort = new AbortController();
      const made = makeProject({
        scripts: { [name]: script, '0002-z.sql': 'SELECT 1;' },
        runtime: { signal: abort.signal },
      });
      execute(made.database, 'CREATE TABLE t (x); INSERT INTO t VALUES (1)');
      const content = dump(made.database);
      const running = made.run(options);
      await until(() => output(made, 'stdout').includes('ready'), 'the script');
      const started = performance.now();
      abort.abort();
      const report = await running;
      assert.ok(performance.now() - started < 5000);
      assert.equal(report.error?.code, 'cancelled');
      assert.deepEqual(
        report.migrations.map((m) => m.result),
        ['failed', 'not-run'],
      );
      assert.deepEqual(dump(made.database), content);
      assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
    });

  it('lets the migrations before it stand', async () => {
    const abort = new AbortController();
    const made = makeProject({
      scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sql': 'SELECT 1;' },
      runtime: {
        signal: abort.signal,
        emit: (event) => {
          if (event.type === 'migration-applied') abort.abort();
        },
      },
    });
    const report = await made.run();
    assert.deepEqual(
      [report.error?.code, report.to, report.error?.changed],
      ['cancelled', 1, true],
    );
    assert.equal(readFileSync(made.database).length > 0, true);
    assert.equal(made.status().version, 1);
  });
});
