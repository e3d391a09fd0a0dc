import assert from 'node:assert/strict';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { column, dump, execute, rows } from '../../support/database.ts';
import { namesIn } from '../../support/files.ts';
import { python } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';

const SCRIPTS = {
  '0010-c.sql': 'INSERT INTO log VALUES (10);',
  '0002-b.sql': 'INSERT INTO log VALUES (2);',
  '0001-a.sql': 'CREATE TABLE log (n INTEGER); INSERT INTO log VALUES (1);',
};
const LOG = 'SELECT n FROM log ORDER BY rowid';

describe('a run', () => {
  it('applies what is pending in order of the numbers and reports each', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const report = await made.run();
    assert.deepEqual([report.ok, report.from, report.to, report.error], [true, 0, 10, undefined]);
    assert.deepEqual(
      report.migrations.map(({ version, file, result }) => ({ version, file, result })),
      [
        { version: 1, file: '0001-a.sql', result: 'applied' },
        { version: 2, file: '0002-b.sql', result: 'applied' },
        { version: 10, file: '0010-c.sql', result: 'applied' },
      ],
    );
    assert.deepEqual(column(made.database, LOG), [1, 2, 10]);
    assert.deepEqual(
      made.events.map((event) => `${event.type} ${'version' in event ? event.version : ''}`),
      [1, 2, 10].flatMap((n) => [`migration-started ${n}`, `migration-applied ${n}`]),
    );
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('does nothing where nothing is pending', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    await made.run();
    const before = readFileSync(made.database);
    const report = await made.run({ backup: true });
    assert.deepEqual(
      [report.ok, report.from, report.to, report.migrations, report.backup],
      [true, 10, 10, [], undefined],
    );
    assert.deepEqual(readFileSync(made.database), before);
  });

  it('stops at --to, and refuses a number that no script has or that is below', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    assert.equal((await made.run({ to: 3 })).error?.code, 'no-such-version');
    assert.deepEqual(
      (await made.run({ to: 2 })).migrations.map((m) => m.version),
      [1, 2],
    );
    assert.deepEqual((await made.run({ to: 2 })).migrations, []);
    assert.equal((await made.run({ to: 1 })).error?.code, 'bad-argument');
    assert.equal(made.status().version, 2);
  });

  it('keeps what was applied before a failing script', async () => {
    const made = makeProject({
      scripts: { ...SCRIPTS, '0003-x.sql': 'INSERT INTO log VALUES (3); SELECT nope;' },
    });
    const report = await made.run();
    assert.deepEqual(
      report.migrations.map((m) => m.result),
      ['applied', 'applied', 'failed', 'not-run'],
    );
    assert.deepEqual([report.ok, report.to, report.error?.changed], [false, 2, true]);
    assert.deepEqual(column(made.database, LOG), [1, 2]);
  });

  it('keeps nothing of a failing run with --atomic', async () => {
    const made = makeProject({ scripts: { ...SCRIPTS, '0003-x.sql': 'SELECT nope;' } });
    const before = readFileSync(made.database);
    const report = await made.run({ atomic: true });
    assert.deepEqual([report.ok, report.to, report.error?.changed], [false, 0, false]);
    assert.deepEqual(
      report.migrations.map((m) => m.result),
      ['not-run', 'not-run', 'failed', 'not-run'],
    );
    assert.deepEqual(readFileSync(made.database), before);
    rmSync(join(made.project.migrations, '0003-x.sql'));
    assert.equal((await made.run({ atomic: true })).to, 10);
    assert.equal(made.status().state, 'CURRENT');
  });

  it('refuses --atomic where a script cannot run in a transaction', async () => {
    const made = makeProject({ scripts: { ...SCRIPTS, '0011-v.sql': 'VACUUM;' } });
    const { error } = await made.run({ atomic: true });
    assert.equal(error?.code, 'bad-argument');
    assert.match(error.message, /0011-v\.sql/);
    assert.equal(made.status().version, 0);
  });

  it('backs up first, and does not start when that fails', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const { backup = '' } = await made.run({ backup: true, to: 1 });
    assert.deepEqual(rows(backup, 'SELECT version FROM _meta'), [{ version: 0 }]);
    const closed = { ...made.project, backups: join(made.database, 'sub') };
    const other = makeProject({ scripts: SCRIPTS, project: closed, database: 'none' });
    const report = await other.run({ backup: true });
    assert.equal(report.error?.code, 'backup-failed');
    assert.equal(made.status().version, 1);
  });

  it('reads every script before the first one runs', async () => {
    const made = makeProject({
      scripts: { ...SCRIPTS, '0011-x.sql': new Uint8Array([0x0a, 0x2d, 0x2d, 0xe4]) },
    });
    const { error, to } = await made.run();
    assert.deepEqual([error?.code, error?.line, error?.column, to], ['unreadable-script', 2, 3, 0]);
  });

  it('stops where it is told to when asked before each script', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const asked: string[] = [];
    const report = await made.run({
      approve: async ({ file, text }) => {
        asked.push(`${file}: ${text}`);
        return asked.length < 2 ? 'run' : 'stop';
      },
    });
    assert.deepEqual([report.ok, report.to, asked.length], [true, 1, 2]);
    assert.equal(asked[1], `0002-b.sql: ${SCRIPTS['0002-b.sql']}`);
  });

  it('works through a link and leaves it a link', async () => {
    const { database, folder } = makeProject();
    const link = join(folder, 'link.db');
    symlinkSync(database, link);
    const made = makeProject({
      scripts: { ...SCRIPTS, '0011-v.sql': 'VACUUM; SELECT nope;' },
      database: 'none',
      project: { database: link },
    });
    assert.equal((await made.run()).error?.code, 'statement-failed');
    assert.equal(made.status().version, 10);
    assert.deepEqual(namesIn(folder), ['data', 'link.db', 'migrations']);
    assert.deepEqual(namesIn(join(folder, 'data')), ['app.db']);
  });
});

describe('a run refuses', () => {
  it('a missing, an unversioned and an unusable database', async () => {
    assert.equal((await makeProject({ database: 'none' }).run()).error?.code, 'database-missing');
    assert.equal(
      (await makeProject({ database: { sql: 'CREATE TABLE a (x)' } }).run()).error?.code,
      'unversioned',
    );
    const made = makeProject();
    rmSync(made.project.migrations, { recursive: true });
    assert.equal((await made.run()).error?.code, 'no-migrations-folder');
  });

  it('and names each script in the way and what resolves it', async () => {
    const made = makeProject({ scripts: { ...SCRIPTS, '0004-d.sql': '', '0005-e.sql': '' } });
    await made.run();
    rmSync(join(made.project.migrations, '0005-e.sql'));
    made.add({
      '0003-late.sql': '',
      '0004-d.sql': 'SELECT 4;',
      '0012_f.sql': '',
      '0011-g.sql': 'INSERT INTO log VALUES (11);',
    });
    const before = dump(made.database);
    const { error } = await made.run();
    assert.equal(error?.code, 'refused');
    for (const part of [
      '0003-late.sql is skipped: renumber',
      '0004-d.sql is diverged: undo',
      '0005-e.sql is missing: put',
      '0012_f.sql is invalid',
    ])
      assert.ok(error.message.includes(part), `${part} in ${error.message}`);
    assert.deepEqual(dump(made.database), before);
    const forced = await made.run({ force: true });
    assert.deepEqual([forced.ok, forced.migrations.map((m) => m.version)], [true, [11]]);
    assert.deepEqual(column(made.database, LOG), [1, 2, 10, 11]);
  });

  it('duplicate numbers, forced or not', async () => {
    const made = makeProject({ scripts: { ...SCRIPTS, '0002-other.py': '' } });
    for (const options of [{}, { force: true }, { compatible: true }])
      assert.equal((await made.run(options)).error?.code, 'duplicate-version');
    assert.equal(made.status().version, 0);
  });

  it('nothing else when it runs as the Python tool does', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    await made.run({ to: 2 });
    made.add({ '0001-a.sql': 'SELECT 1;', '0003_x.sql': '' });
    assert.equal((await made.run({ compatible: true })).ok, true);
  });

  it('nothing for a harmless divergence, of which it warns', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    await made.run({ to: 2 });
    made.add({ '0002-b.sql': `${SCRIPTS['0002-b.sql']} -- note` });
    const report = await made.run();
    assert.deepEqual(
      [report.ok, report.warnings.some((text) => text.includes('0002-b.sql'))],
      [true, true],
    );
  });

  it('an aborted signal', async () => {
    const made = makeProject({ scripts: SCRIPTS, runtime: { signal: AbortSignal.abort() } });
    const report = await made.run();
    assert.deepEqual([report.error?.code, report.to], ['cancelled', 0]);
  });
});

describe('history', () => {
  it('is written exactly as the Python tools write it', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': '\uFEFFCREATE TABLE a (x);\r\n', '0002-b.sh': 'true\n' },
      runtime: { now: () => new Date(Date.UTC(2026, 2, 1, 12, 15, 0, 380)) },
    });
    await made.run();
    const golden = new URL('../../support/tuplesaverHistory.sql', import.meta.url);
    assert.equal(
      column(made.database, `SELECT sql FROM sqlite_schema WHERE name = '_migrations'`)[0],
      readFileSync(golden, 'utf8'),
    );
    assert.deepEqual(rows(made.database, 'SELECT * FROM _migrations'), [
      {
        id: 1,
        filename: '0001-a.sql',
        script: '\uFEFFCREATE TABLE a (x);\n',
        started_at: '2026-03-01T12:15:00.380000+00:00',
        finished_at: '2026-03-01T12:15:00.380000+00:00',
      },
      {
        id: 2,
        filename: '0002-b.sh',
        script: 'true\n',
        started_at: '2026-03-01T12:15:00.380000+00:00',
        finished_at: '2026-03-01T12:15:00.380000+00:00',
      },
    ]);
    const seen = python(
      'import sqlite3, sys, datetime; c = sqlite3.connect(sys.argv[1]); print(c.execute("SELECT version FROM _meta WHERE id = 1").fetchone()[0], datetime.datetime.fromisoformat(c.execute("SELECT finished_at FROM _migrations").fetchone()[0]).microsecond)',
      made.database,
    );
    assert.equal(seen.trim(), '2 380000');
  });

  it('is not kept where it is switched off', async () => {
    const made = makeProject({ scripts: SCRIPTS, project: { history: false } });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(
      rows(made.database, `SELECT 1 FROM sqlite_schema WHERE name = '_migrations'`),
      [],
    );
    assert.equal(made.status().state, 'CURRENT');
  });

  it('replaces the rows of scripts that run again after the version was set back', async () => {
    const text = (table: string): string => `CREATE TABLE IF NOT EXISTS ${table} (x);`;
    const made = makeProject({
      scripts: { '0001-a.sql': text('a'), '0002-b.sql': text('b'), '0003-c.sql': text('c') },
    });
    await made.run();
    // A table of ours takes no number twice; one from elsewhere may.
    execute(
      made.database,
      `CREATE TABLE copy AS SELECT * FROM _migrations; DROP TABLE _migrations;
       ALTER TABLE copy RENAME TO _migrations; UPDATE _meta SET version = 0`,
    );
    writeFileSync(join(made.project.migrations, '0004-d.sql'), text('d'));
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT id FROM _migrations ORDER BY id'), [1, 2, 3, 4]);
  });
});
