import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowReport } from '../../src/core/workflow/workflow.ts';
import { column } from '../support/database.ts';
import { exampleOf, makeBackend, statuses } from './project.ts';
import type { BackendProject } from './project.ts';
import { SCRIPTS, printing } from './hooks.ts';

const pythonWith = (more: string): BackendProject =>
  makeBackend({ ...SCRIPTS, 'migrations/config.py': printing(more) });

/** Debian's Python, for which python3-sqlalchemy is installed. */
const DEBIAN = '/usr/bin/python3';

describe('config.py', function () {
  this.timeout(30_000);

  it('is run as the example for SQLAlchemy stands in the documentation', () => {
    assert.equal(
      spawnSync(DEBIAN, ['-c', 'import sqlalchemy']).status,
      0,
      'needs python3-sqlalchemy',
    );
    const made = makeBackend({
      ...SCRIPTS,
      ...exampleOf('SQLAlchemy'),
      '.fastmigrate': `[paths]\ndb = app.db\nmigrations = migrations\npython = ${DEBIAN}\n`,
    });
    const report = made.report(['run']);
    assert.equal(report.error, undefined);
    assert.equal(report.to, 2);
    assert.deepEqual(column(join(made.folder, 'app.db'), 'SELECT name FROM people'), ['Åsa']);
    assert.equal(made.status().state, 'CURRENT');
  });

  it('has history, transactions and backups with the hooks of the documentation', () => {
    const made = makeBackend({ ...SCRIPTS, ...exampleOf('Python with everything') });
    assert.equal(made.status().state, 'UNVERSIONED');
    const report = made.report(['run', '--backup']);
    assert.equal(report.error, undefined);
    assert.equal(report.backup, join(made.folder, 'app.db.copy'));
    assert.equal(existsSync(report.backup), true);
    const status = made.status();
    assert.deepEqual([status.state, status.backend?.missing], ['CURRENT', ['lock']]);
    assert.deepEqual(statuses(status), ['0001-people.sql applied', '0002-tags.sql applied']);
    made.write(
      'migrations/0003-half.sql',
      'CREATE TABLE half (id);\nINSERT INTO nowhere VALUES (1);\n',
    );
    const failed = made.report(['run']);
    assert.match(
      failed.error?.message ?? '',
      /no such table: nowhere. The migration was rolled back/,
    );
    const names = column(join(made.folder, 'app.db'), 'SELECT name FROM sqlite_schema');
    assert.equal(names.includes('half'), false);
    assert.equal(made.run(['baseline', '1']).code, 0);
    assert.equal(made.status().state, 'PENDING');
    made.write('migrations/0001-people.sql', 'CREATE TABLE people (other);\n');
    assert.equal(made.status().state, 'DIVERGED');
  });

  it('is rehearsed with the hooks of the documentation', () => {
    const made = makeBackend({
      ...SCRIPTS,
      ...exampleOf('Python with everything'),
      'migrations/0003-fail.sql': 'CREATE TABLE half (id);\nINSERT INTO nowhere VALUES (1);\n',
    });
    const database = join(made.folder, 'app.db');
    assert.equal(made.report(['run', '--to', '1']).error, undefined);
    const report = made.rehearsal([]);
    assert.deepEqual(
      [report.basis, report.migrations.map(({ result }) => result)],
      ['transaction', ['passed', 'failed']],
    );
    assert.deepEqual(column(database, 'SELECT version FROM versions'), [1]);
    assert.deepEqual(column(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"), [
      'versions',
      'scripts',
      'people',
    ]);
  });

  it('is backed up by ci, and the backup handed to the hook, before anything is applied', () => {
    const made = makeBackend({ ...SCRIPTS, ...exampleOf('Python with everything') });
    const hook = (program: string): void =>
      made.write(
        '.fastmigrate',
        `${SCRIPTS['.fastmigrate']}hook = "${process.execPath}" -e "${program}"\n`,
      );
    assert.equal(made.run(['create']).code, 0);
    hook('process.exit(3)');
    const stopped = JSON.parse(made.run(['ci', '--json']).out) as WorkflowReport;
    assert.deepEqual(
      [stopped.ok, stopped.state, stopped.error?.code, stopped.steps.map(({ did }) => did)],
      [false, 'PENDING', 'hook-failed', ['backed-up']],
    );
    hook("console.log('sent ' + process.argv[1])");
    const { code, out } = made.run(['ci']);
    assert.equal(code, 0);
    assert.match(out, /sent .*app\.db\.copy\nBackup: app\.db\.copy\nHook done: /);
    const copy = join(made.folder, 'app.db.copy');
    assert.deepEqual(column(copy, 'SELECT count(*) FROM versions'), [0]);
    assert.equal(made.status().state, 'CURRENT');
    made.write('migrations/config.py', printing(''));
    made.write('.fastmigrate', `${SCRIPTS['.fastmigrate']}hook = send\n`);
    const unable = JSON.parse(made.run(['ci', '--json']).out) as WorkflowReport;
    assert.match(unable.stopped ?? '', /nothing can be backed up here/);
    assert.deepEqual(unable.steps, []);
  });

  it('gets the path as a Path, prints to standard output, and is closed after a failure', () => {
    const made = pythonWith(
      `print("loaded", __name__.rstrip("0123456789abcdef"))
def close_connection(conn): print("close", conn)
import os
os.system("echo from a child")`,
    );
    made.write('migrations/0003-fail.sh', 'echo "script $1"; exit 3\n');
    const { code, out, err } = made.run(['run']);
    assert.equal(code, 1);
    const database = join(made.folder, 'app.db');
    const lines = out.split('\n');
    for (const line of [
      'from a child',
      'loaded fastmigrate_user_config_',
      `connect PosixPath ${database}`,
      'ensure conn',
      'set 2',
      `script ${database}`,
      'close conn',
    ])
      assert.equal(lines.includes(line), true, `${line} in ${out}`);
    assert.match(err, /0003-fail\.sh: error: the script: exited with code 3/);
    assert.equal(existsSync(join(made.folder, 'migrations/__pycache__')), false);
  });

  it('is not run where its interpreter is missing, which is said', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.py': printing(''),
      '.fastmigrate': '[paths]\ndb = app.db\nmigrations = migrations\npython = no-such-python\n',
    });
    assert.match(
      made.run(['run']).err,
      /no-such-python.*: it was not found\. Set the "python" key of \.fastmigrate/,
    );
  });

  it('awaits async hooks on one event loop', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.py': `import asyncio
loops = set()
async def seen(value=None):
    await asyncio.sleep(0)
    loops.add(id(asyncio.get_running_loop()))
    return value
class Late:
    def __await__(self): return seen().__await__()
state = {"version": "0"}
async def get_connection(db):
    state["background"] = asyncio.create_task(asyncio.sleep(3600))
    return await seen("conn")
def ensure_meta_table(conn): return Late()
async def get_version(conn): return await seen(state["version"])
async def set_version(conn, version): state["version"] = str(await seen(version))
async def execute_sql(conn, sql): await seen()
async def close_connection(conn):
    print("loops", len(loops), "pending", not state["background"].done())
`,
    });
    const { code, out } = made.run(['run']);
    assert.equal(code, 0);
    assert.match(out, /loops 1 pending True/);
  });

  it('fails a script whose execute_sql returns something false', () => {
    const made = pythonWith('def execute_sql(conn, sql): return "people" in sql');
    const report = made.run(['run']);
    assert.match(report.err, /0002-tags\.sql: error: execute_sql: it returned false/);
    assert.match(report.out, /version 0 → 1/);
  });

  it('says what is missing or not callable, in the words of the Python package', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/config.py': 'def get_connection(db): ...\n',
    });
    assert.match(
      made.run(['run']).err,
      /AttributeError: config\.py is missing required function\(s\): ensure_meta_table, get_version, set_version, execute_sql/,
    );
    made.write('migrations/config.py', printing('set_version = 3'));
    assert.match(
      made.run(['run']).err,
      /TypeError: config\.py function 'set_version' is not callable/,
    );
    made.write('migrations/config.py', 'import nothing_of_that_name\n');
    assert.match(
      made.run(['run']).err,
      /ModuleNotFoundError: No module named 'nothing_of_that_name'/,
    );
    made.write('migrations/config.py', 'raise SystemExit(4)\n');
    assert.match(made.run(['run']).err, /SystemExit: 4/);
    made.write('migrations/config.py', 'import os\nos._exit(5)\n');
    assert.match(made.run(['run']).err, /the process of the hooks exited with code 5/);
  });

  it('does not find modules beside it, as with the Python package', () => {
    const made = makeBackend({
      ...SCRIPTS,
      'migrations/beside.py': 'x = 1\n',
      'beside2.py': 'x = 1\n',
      'migrations/config.py':
        'import sys\nprint([p for p in sys.path if p == "" or "backend-" in p])\n',
    });
    assert.match(made.run(['run']).out, /^\[\]$/m);
  });

  it('hides the password of a connection string that hooks print or throw', () => {
    const secret = 'tr0ub4dor';
    const made = makeBackend({
      ...SCRIPTS,
      '.fastmigrate': `[paths]\ndb = db2://me:${secret}@host/name\nmigrations = migrations\n`,
      'migrations/config.py': `import sys
def get_connection(db):
    print("one", db)
    sys.stdout.write("two ${secret.slice(0, 4)}"); sys.stdout.flush()
    sys.stdout.write("${secret.slice(4)}\\n")
    raise OSError("cannot connect with password=${secret} or '${secret}'")
def ensure_meta_table(conn): ...
def get_version(conn): ...
def set_version(conn, version): ...
def execute_sql(conn, sql): ...
`,
    });
    for (const args of [
      ['run', '--verbose'],
      ['run', '--json'],
      ['status'],
      ['status', '--json'],
      ['status', '--db', `db2://me:${secret}@host/name`],
    ]) {
      const { code, out, err } = made.run(args);
      assert.equal(code, 1);
      assert.equal(`${out}${err}`.includes(secret), false, `${args.join(' ')}: ${out}${err}`);
      assert.match(`${out}${err}`, /db2:\/\/?me:\*\*\*@host\/name/);
      assert.match(`${out}${err}`, /OSError: cannot connect with password=\*\*\* or '\*\*\*'/);
    }
  });

  it('hides it in what get_version throws, too', () => {
    const made = pythonWith(
      'def get_version(conn): raise OSError("no table at a2://me:tr0ub4dor@host")',
    );
    const { out, err } = made.run(['status', '--db', 'a2://me:tr0ub4dor@host']);
    assert.match(out, /UNVERSIONED {2}a2:\/\/me:\*\*\*@host/);
    assert.match(out, /OSError: no table at a2:\/\/me:\*\*\*@host/);
    assert.match(out, /Next: fastmigrate run --db '?a2:\/\/me:\*\*\*@host/);
    assert.equal(`${out}${err}`.includes('tr0ub4dor'), false);
  });

  it('is not waited for by what it left in the background', () => {
    const made = pythonWith('import subprocess\nchild = subprocess.Popen(["sleep", "60"])');
    assert.equal(made.run(['run']).code, 0);
  });

  it('ends with the runner, also in the middle of a hook', async () => {
    const made = pythonWith(`import os, time
def execute_sql(conn, sql):
    open("pid", "w").write(str(os.getpid()))
    time.sleep(60)`);
    const runner = made.start(['run']);
    const pidFile = join(made.folder, 'pid');
    for (let tries = 0; tries < 400 && !existsSync(pidFile); tries += 1) await sleep(25);
    await sleep(50);
    const pid = spawnSync('cat', [pidFile], { encoding: 'utf8' }).stdout;
    const gone = once(runner, 'exit');
    runner.kill('SIGKILL');
    await gone;
    let living = true;
    for (let tries = 0; tries < 200 && living; tries += 1) {
      await sleep(25);
      living = existsSync(`/proc/${pid}/exe`);
    }
    assert.match(pid, /^\d+$/);
    assert.equal(living, false);
  });
});
