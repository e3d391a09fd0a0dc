import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from '../support/database.ts';
import { holder } from '../support/process.ts';
import { MAIN, fastmigrate, plainEnv } from './command.ts';
import { ALL, SCRIPTS, ask, fleet, nameOf, versionOf, writeScripts } from './fleetFolder.ts';
import type { Document } from './fleetFolder.ts';

describe('fastmigrate on several databases', () => {
  it('runs what is pending on all of them, reports each, and has nothing to do the next time', () => {
    const folder = fleet(60);
    const before = ask(folder, ['status', ...ALL]);
    assert.deepEqual(
      [before.code, before.json.state, before.json.versions],
      [1, 'PENDING', { 0: 60 }],
    );
    const { code, json } = ask(folder, ['run', ...ALL, '--report', 'report.jsonl']);
    assert.deepEqual([code, json.state, json.databases, json.failed], [0, 'CURRENT', 60, 0]);
    assert.deepEqual(json.versions, { 2: 60 });
    const [first] = json.results.toSorted((a, b) => (a.database < b.database ? -1 : 1));
    assert.deepEqual(first, {
      database: join(folder, 'tenants', nameOf(0)),
      ok: true,
      result: 'applied',
      from: 0,
      to: 2,
    });
    const lines = readFileSync(join(folder, 'report.jsonl'), 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      json.results,
    );
    const again = ask(folder, ['run', ...ALL]);
    assert.equal(again.code, 0);
    assert.ok(again.json.results.every(({ result }) => result === 'current'));
    assert.deepEqual(readdirSync(join(folder, 'tenants')).length, 60);
    const text = fastmigrate(folder, ['check', ...ALL]);
    assert.equal(text.code, 0);
    assert.equal(
      text.out,
      'CURRENT  60 databases of tenants/*.db\n  version 2  60\n\nNothing to do\n',
    );
  });

  it('names the ones that are behind', () => {
    const folder = fleet(5);
    fastmigrate(folder, ['run', ...ALL]);
    fastmigrate(folder, ['create', '--db', 'tenants/late.db']);
    const { code, out } = fastmigrate(folder, ['status', ...ALL]);
    assert.equal(code, 1);
    assert.match(out, /version 2 {2}5\n {2}version 0 {2}1\n/);
    assert.match(out, /Not at the version of the most:\n {2}tenants\/late\.db {2}version 0\n/);
    assert.match(out, /Next: fastmigrate run --db 'tenants\/\*\.db'\n$/);
  });

  it('prints a row for each where that is asked for, before the summary', () => {
    const folder = fleet(['a.db', 'longer.db', 'z.db']);
    writeFileSync(
      join(folder, 'tenants', 'z.db'),
      'not a database, but long enough to be looked at',
    );
    const run = fastmigrate(folder, [
      'run',
      ...ALL,
      '--each',
      '--jobs',
      '1',
      '--on-failure',
      'continue',
    ]);
    assert.equal(run.code, 1);
    const [a, longer, z, empty, summary] = run.out.split('\n');
    assert.equal(a, '✓ tenants/a.db       0 → 2        applied');
    assert.equal(longer, '✓ tenants/longer.db  0 → 2        applied');
    assert.match(z ?? '', /^✗ tenants\/z\.db {7}\? {12}.*not a.* database/);
    assert.equal(empty, '');
    assert.match(summary ?? '', /^ERROR {2}3 databases/);
    const seen = fastmigrate(folder, ['status', ...ALL, '--each', '--jobs', '1']).out;
    assert.match(seen, /^✓ tenants\/a\.db {7}2 {12}CURRENT\n/);
    assert.equal(fastmigrate(folder, ['status', ...ALL, '--each', '--json']).code, 2);
    assert.equal(fastmigrate(folder, ['status', '--db', 'tenants/a.db', '--each']).code, 2);
  });

  it('leaves all others alone when the first one fails, whatever comes after a failure', () => {
    const folder = fleet(20, { ...SCRIPTS, '0003-bad.sql': 'NONSENSE;' });
    const { code, json } = ask(folder, ['run', ...ALL, '--on-failure', 'continue']);
    assert.deepEqual([code, json.state, json.failed, json.notRun], [1, 'ERROR', 1, 19]);
    assert.match(json.stopped ?? '', /which was tried first, failed/);
    const versions = Array.from({ length: 20 }, (_, index) => versionOf(folder, nameOf(index)));
    assert.deepEqual(
      [0, 2].map((version) => versions.filter((each) => each === version).length),
      [19, 1],
    );
  });

  it('stops after a failure, or goes on, and then goes on with those that are left', () => {
    const folder = fleet(30);
    execute(join(folder, 'tenants', nameOf(7)), 'CREATE TABLE book (mine)');
    const stopped = ask(folder, ['run', ...ALL, '--jobs', '1']);
    assert.deepEqual([stopped.code, stopped.json.failed, stopped.json.notRun], [1, 1, 22]);
    assert.equal(stopped.json.failures[0]?.error?.code, 'statement-failed');
    const on = ask(folder, ['run', ...ALL, '--on-failure', 'continue', '--canary', '0']);
    assert.deepEqual([on.code, on.json.failed, on.json.notRun], [1, 1, 0]);
    assert.deepEqual(on.json.versions, { 1: 1, 2: 29 });
    execute(join(folder, 'tenants', nameOf(7)), 'DROP TABLE book');
    assert.deepEqual(ask(folder, ['run', ...ALL]).json.versions, { 2: 30 });
  });

  it('counts a database that is not run on at the version that it has', () => {
    const folder = fleet(4);
    fastmigrate(folder, ['run', ...ALL]);
    execute(join(folder, 'tenants', nameOf(2)), "UPDATE _migrations SET script = 'SELECT 1;'");
    writeScripts(folder, { ...SCRIPTS, '0003-page.sql': 'CREATE TABLE page (x);' });
    for (const canary of ['0', '1']) {
      const { json } = ask(folder, ['run', ...ALL, '--on-failure', 'continue', '--canary', canary]);
      assert.equal(json.failures[0]?.error?.code, 'refused');
      assert.deepEqual(json.versions, { 2: 1, 3: 3 });
    }
  });

  it('tells of a locked and of a corrupt database and does the others', async () => {
    const folder = fleet(12);
    writeFileSync(join(folder, 'tenants', nameOf(3)), 'this is no database at all');
    const release = await holder(join(folder, 'tenants', nameOf(5)), 'BEGIN EXCLUSIVE');
    const { code, json } = ask(folder, ['run', ...ALL, '--on-failure', 'continue']);
    await release();
    assert.equal(code, 1);
    const failures = json.failures.map(({ database, error }) => [database.slice(-7), error?.code]);
    assert.deepEqual(Object.fromEntries(failures), {
      't003.db': 'not-a-database',
      't005.db': 'busy',
    });
    assert.deepEqual(json.versions, { 2: 10, none: 2 });
  });

  it('loses one database only to a worker that is killed, and mends it the next time', () => {
    const killing = `case "$1" in *t004.db) kill -9 $PPID;; esac\n`;
    const folder = fleet(10, { ...SCRIPTS, '0003-kill.sh': killing });
    const { code, json } = ask(folder, ['run', ...ALL, '--on-failure', 'continue']);
    assert.deepEqual([code, json.failed, json.notRun], [1, 1, 0]);
    assert.deepEqual(json.versions, { 3: 9, none: 1 });
    const [failure] = json.failures;
    assert.equal(failure?.error?.code, 'worker-ended');
    assert.match(failure?.error?.message ?? '', /t004\.db ended by SIGKILL/);
    writeScripts(folder, { ...SCRIPTS, '0003-kill.sh': 'true\n' });
    const mended = ask(folder, ['run', '--db', 'tenants/t004*.db']);
    assert.deepEqual([mended.code, mended.json.versions], [0, { 3: 1 }]);
    const left = readdirSync(join(folder, 'tenants')).filter((name) => !name.endsWith('.db'));
    // What was there when the worker was killed is kept, as after any run that was cut off.
    assert.deepEqual(
      left.map((name) => name.slice(-8)),
      ['.cut-off'],
    );
  });

  it('stops where the scripts are changed while it runs', () => {
    const folder = fleet(10, {
      ...SCRIPTS,
      '0003-change.sh': `case "$1" in *t004.db) echo '-- more' >> migrations/0002-book.sql; kill -9 $PPID;; esac\n`,
    });
    const { code, out } = fastmigrate(folder, [
      ...['run', ...ALL, '--jobs', '1', '--json'],
      ...['--on-failure', 'continue', '--canary', '0'],
    ]);
    const json = JSON.parse(out) as { results: unknown[]; error: { code: string } };
    assert.deepEqual([code, json.results.length, json.error.code], [1, 5, 'changed-elsewhere']);
    assert.equal(versionOf(folder, nameOf(5)), 0);
  });

  it('takes a list of names, one in a line or separated by NUL', () => {
    const names = ['with space.db', "quote's.db", 'line\nfeed.db', '[x]*.db'];
    const folder = fleet(names);
    const run = (input: string) => fastmigrate(folder, ['run', '--db', '-', '--json'], input);
    const lines = run(`tenants/${names[0]}\n${join(folder, 'tenants', names[1] ?? '')}\n`);
    assert.deepEqual([lines.code, (JSON.parse(lines.out) as Document).databases], [0, 2]);
    const nul = run(names.map((name) => `tenants/${name}\0`).join(''));
    assert.deepEqual([nul.code, (JSON.parse(nul.out) as Document).versions], [0, { 2: 4 }]);
    const missing = run('tenants/gone.db\n');
    assert.equal(missing.code, 1);
    assert.equal(
      (JSON.parse(missing.out) as Document).failures[0]?.error?.code,
      'database-missing',
    );
    assert.equal(run('\n').code, 2);
  });

  it('backs all of them up', () => {
    const folder = fleet(4);
    const { code, json } = ask(folder, ['backup', ...ALL]);
    assert.deepEqual([code, json.results.length], [0, 4]);
    const backups = readdirSync(join(folder, 'tenants')).filter((name) => name.endsWith('.backup'));
    assert.equal(backups.length, 4);
    assert.equal(
      ask(folder, ['run', ...ALL, '--backup']).json.results[0]?.backup !== undefined,
      true,
    );
  });

  it('keeps as many backups of each as the configuration says', () => {
    const folder = fleet(5);
    writeFileSync(
      join(folder, '.fastmigrate'),
      '[paths]\ndb = tenants/*.db\nbackup = true\nkeep = 2\n',
    );
    const old = ['20200101_000000', '20210101_000000', '20220101_000000'];
    for (let index = 0; index < 5; index += 1)
      for (const time of old.slice(0, index))
        copyFileSync(
          join(folder, 'empty.db'),
          join(folder, 'tenants', `${nameOf(index)}.${time}.backup`),
        );
    const { json } = ask(folder, ['run', '--jobs', '2']);
    assert.equal(json.ok, true);
    const names = readdirSync(join(folder, 'tenants'));
    for (let index = 0; index < 5; index += 1) {
      const found = names.filter((name) => name.startsWith(`${nameOf(index)}.`));
      const [newest] = json.results.filter(({ database }) => database.endsWith(nameOf(index)));
      const expected = [
        ...old
          .slice(0, index)
          .slice(-1)
          .map((time) => `${nameOf(index)}.${time}.backup`),
        basename(newest?.backup ?? ''),
      ];
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }
  });

  it('is wrong usage of commands and options that are for one database', () => {
    const folder = fleet(2);
    for (const words of [
      ['create'],
      ['restore', '--latest'],
      ['enroll'],
      ['baseline', '1'],
      ['dev'],
      ['ci'],
      ['backup', '--ref'],
    ]) {
      const { code, err } = fastmigrate(folder, [...words, ...ALL]);
      assert.deepEqual([words[0], code], [words[0], 2]);
      assert.match(err, /one database/);
    }
    assert.equal(fastmigrate(folder, ['run', '--db', 'tenants/t000.db', '--jobs', '2']).code, 2);
    assert.deepEqual([versionOf(folder, nameOf(0)), versionOf(folder, nameOf(1))], [0, 0]);
    assert.equal(fastmigrate(folder, ['new', 'more', ...ALL]).code, 0);
  });

  it('lets the database at hand come to a boundary when it is told to end', async () => {
    const folder = fleet(6, { ...SCRIPTS, '0003-slow.sh': 'touch "$1.started"\nsleep 30\n' });
    const child = spawn(process.execPath, [MAIN, 'run', '--db', 'tenants/*.db', '--json'], {
      cwd: folder,
      env: plainEnv(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const started = (): boolean =>
      readdirSync(join(folder, 'tenants')).some((name) => name.endsWith('.started'));
    while (!started()) await sleep(50);
    child.kill('SIGINT');
    await once(child, 'close');
    const json = JSON.parse(out) as Document;
    assert.deepEqual(
      [child.exitCode, json.failures[0]?.error?.code, json.notRun],
      [1, 'cancelled', 5],
    );
    assert.deepEqual([json.failures[0]?.from, json.failures[0]?.to], [0, 2]);
    const left = readdirSync(join(folder, 'tenants')).filter((name) =>
      name.includes('fastmigrate'),
    );
    assert.deepEqual(left, []);
  });
});
