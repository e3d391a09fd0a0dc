import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../src/core/database/version.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { column, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { until, untilExists } from '../support/process.ts';
import { makeRuntime, temporaryFolder } from '../support/project.ts';
import { answer, errorCode, kill, killWithScript, run, start } from './support/cli.ts';
import { rounds, tell } from './support/scale.ts';

const MARK = (name: string): string => `INSERT INTO done (name) VALUES ('${name}');`;

/** Each script leaves its mark once; the order of the marks is the order in which they ran. */
const SCRIPTS: Readonly<Record<string, string>> = {
  '0001-first.sql': `CREATE TABLE done (id INTEGER PRIMARY KEY, name TEXT);\n${MARK('1')}`,
  '0002-python.py': `import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute("${MARK('2')}")\nc.commit()\n`,
  '0003-plain.sql': MARK('3'),
  '0004-shell.sh': `echo "$1" >> "$(dirname "$0")/../marks"\n`,
  '0005-vacuum.sql': `VACUUM; ${MARK('5')}`,
  '0006-last.sql': MARK('6'),
};

function project(scripts = SCRIPTS): { root: string; database: string } {
  const root = temporaryFolder();
  mkdirSync(join(root, 'migrations'));
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(root, 'migrations', name), text);
  const database = join(root, 'data', 'database.db');
  createDatabase(database);
  return { root, database };
}

describe('several runners on one database', function () {
  this.timeout(30 * 60_000);

  it('apply each migration exactly once, in order, and none of them fails', async () => {
    const total = rounds(8, 100);
    let runners = 0;
    for (let round = 0; round < total; round += 1) {
      const { root, database } = project();
      if (round % 2 === 1) execute(database, 'PRAGMA journal_mode = WAL');
      const count = 2 + (round % 7);
      runners += count;
      const answers = await Promise.all(Array.from({ length: count }, () => run(root, ['run'])));
      for (const { code, json, err } of answers)
        assert.equal(code, 0, `round ${round}: ${err}${JSON.stringify(json)}`);
      const results = answers.flatMap(({ json }) => json['migrations']);
      assert.equal(results.length, Object.keys(SCRIPTS).length, `round ${round}`);
      assert.deepEqual(column(database, 'SELECT name FROM done'), ['1', '2', '3', '5', '6']);
      assert.equal(readFileSync(join(root, 'marks'), 'utf8').trim().split('\n').length, 1);
      assert.deepEqual(column(database, 'SELECT id FROM _migrations'), [1, 2, 3, 4, 5, 6]);
      assert.deepEqual(namesIn(join(root, 'data')), ['database.db']);
    }
    tell(`${total} rounds, ${runners} runners`);
  });

  it('are not held up by the lock file of one that died', async () => {
    const { root, database } = project({ '0001-slow.sh': 'sleep 20' });
    const runner = start(root, ['run']);
    await until(
      () => namesIn(join(root, 'data')).includes('database.db.fastmigrate-run.json'),
      'it',
    );
    await killWithScript(runner, database);
    assert.ok(namesIn(join(root, 'data')).includes('database.db.fastmigrate-lock'));
    writeFileSync(join(root, 'migrations', '0001-slow.sh'), 'true');
    const started = performance.now();
    assert.equal((await run(root, ['run', '--wait', '0'])).code, 0);
    assert.ok(performance.now() - started < 5000);
    assert.deepEqual(column(database, 'SELECT version FROM _meta'), [1]);
  });

  it('wait for one that stands still as long as they are told, and say who it is', async () => {
    const { root, database } = project({
      '0001-slow.sh': 'sleep 0.6',
      '0002-b.sql': 'CREATE TABLE b (x);',
    });
    const other = join(root, 'other.db');
    createDatabase(other);
    const runner = start(root, ['run']);
    const end = answer(runner);
    await until(
      () => namesIn(join(root, 'data')).includes('database.db.fastmigrate-run.json'),
      'it',
    );
    process.kill(runner.pid ?? 0, 'SIGSTOP');
    try {
      for (const words of [['run'], ['restore', other], ['baseline', '1']]) {
        const busy = await run(root, [...words, '--wait', '0.5']);
        assert.equal(busy.code, 1);
        assert.equal(errorCode(busy), 'busy');
        const message = JSON.stringify(busy.json);
        assert.match(message, /another run is at work/);
        if (process.platform === 'linux')
          assert.match(message, new RegExp(`process ${runner.pid} `));
      }
      await sleep(500);
    } finally {
      process.kill(runner.pid ?? 0, 'SIGCONT');
    }
    assert.equal((await end).code, 0);
    assert.deepEqual(column(database, 'SELECT version FROM _meta'), [2]);
  });
});

describe('a script whose runner alone was killed', function () {
  this.timeout(60_000);

  it('is waited for, then its work is put back and it runs again', async () => {
    const { root, database } = project({
      '0001-a.sql': 'CREATE TABLE t (x);',
      '0002-slow.py': `import os, sqlite3, sys, time
c = sqlite3.connect(sys.argv[1])
end = time.time() + 30
for i in range(12):
    c.execute("INSERT INTO t VALUES (?)", (os.getpid(),))
    c.commit()
    open(sys.argv[1] + '.at-work', 'w').close()
    while not os.path.exists(sys.argv[1] + '.go-on') and time.time() < end:
        time.sleep(0.02)
`,
    });
    const runner = start(root, ['run']);
    await untilExists(`${database}.at-work`);
    await kill(runner);
    const status = await run(root, ['status']);
    assert.match(JSON.stringify(status.json['interrupted']), /"stillRunning":\["\d+ \(python3/);
    const busy = await run(root, ['run', '--wait', '0']);
    assert.equal(errorCode(busy), 'busy');
    assert.match(JSON.stringify(busy.json), /0002-slow\.py is still running/);
    const running = run(root, ['run', '--wait', '30']);
    await sleep(500);
    writeFileSync(`${database}.go-on`, '');
    const again = await running;
    assert.equal(again.code, 0, again.err);
    assert.match(again.err, /recovered/);
    assert.deepEqual(column(database, 'SELECT count(*) FROM t GROUP BY x'), [12]);
  });

  it('is waited for also where it cannot be told from other processes for a moment', async () => {
    // As between the birth of a process and the start of its program, it has another environment.
    const { root, database } = project({
      '0001-a.sql': 'CREATE TABLE t (x);',
      '0002-slow.sh': `exec env -u FASTMIGRATE_RUN RUN="$FASTMIGRATE_RUN" sh -c 'touch hidden
sleep 0.08
FASTMIGRATE_RUN=$RUN exec python3 -c "import sqlite3, sys, time
time.sleep(1)
c = sqlite3.connect(sys.argv[1])
c.execute(\\"INSERT INTO t VALUES (1)\\")
c.commit()" "$1"' sh "$1"\n`,
    });
    const runner = start(root, ['run']);
    await until(() => namesIn(root).includes('hidden'), 'the script');
    await kill(runner);
    const found = { name: 'default', root, database, migrations: join(root, 'migrations') };
    const report = await runPending(
      { ...found, convention: 'fastmigrate', history: true },
      {},
      makeRuntime(root).runtime,
    );
    assert.equal(report.ok, true, report.error?.message);
    // Had it not been waited for, it would have written beside the second one.
    await sleep(1500);
    assert.deepEqual(column(database, 'SELECT x FROM t'), [1]);
  });

  it('is waited for also where what goes on is a process that it started', async () => {
    const { root, database } = project({
      '0001-a.sql': 'CREATE TABLE t (x);',
      '0002-slow.sh': `python3 -c 'import sqlite3, sys, time
time.sleep(1.5)
c = sqlite3.connect(sys.argv[1])
c.execute("INSERT INTO t VALUES (1)")
c.commit()' "$1"\n`,
    });
    const runner = start(root, ['run']);
    await until(
      () => namesIn(join(root, 'data')).includes('database.db.fastmigrate-run.json'),
      'it',
    );
    await sleep(400);
    await kill(runner);
    assert.equal((await run(root, ['run', '--wait', '30'])).code, 0);
    assert.deepEqual(column(database, 'SELECT x FROM t'), [1]);
  });
});
