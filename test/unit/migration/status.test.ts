import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readStatus } from '../../../src/core/migration/status.ts';
import { execute } from '../../support/database.ts';
import { python } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const SCRIPTS = {
  '0001-a.sql': 'CREATE TABLE a (x);\n-- first\n',
  '0002-b.sql': 'CREATE TABLE b (x);\n',
  '0003-c.sql': 'CREATE TABLE c (x);\n',
};

/** A project whose three scripts are applied. */
async function applied(): Promise<Made> {
  const made = makeProject({ scripts: SCRIPTS });
  assert.equal((await made.run()).ok, true);
  return made;
}

/** `file: status` of each, with the kind of divergence. */
function statuses(made: Made): string[] {
  return made
    .status()
    .migrations.map(
      ({ file, status, divergence }) =>
        `${file}: ${status}${divergence === undefined ? '' : ` (${divergence})`}`,
    );
}

describe('status of migrations', () => {
  it('is applied where the text is what was recorded, whatever its line ends and byte order mark', async () => {
    const made = await applied();
    made.add({ '0001-a.sql': `\uFEFF${SCRIPTS['0001-a.sql'].replaceAll('\n', '\r\n')}` });
    assert.deepEqual(statuses(made), [
      '0001-a.sql: applied',
      '0002-b.sql: applied',
      '0003-c.sql: applied',
    ]);
    const { state, version, latest, warnings } = made.status();
    assert.deepEqual([state, version, latest, warnings], ['CURRENT', 3, 3, []]);
  });

  it('is pending above the database version', async () => {
    const made = await applied();
    made.add({ '0010-d.py': '' });
    const { state, migrations, warnings } = made.status();
    assert.deepEqual(
      [state, migrations[3]?.status, migrations[3]?.kind],
      ['PENDING', 'pending', 'py'],
    );
    assert.deepEqual(warnings, ['no script has version 4 to 9']);
  });

  it('is skipped for a script merged below later ones', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': '', '0003-c.sql': '', '0004-d.sql': '' } });
    await made.run();
    made.add({ '0002-b.sql': '' });
    assert.deepEqual(statuses(made)[1], '0002-b.sql: skipped');
    assert.equal(made.status().state, 'PENDING');
  });

  it('is unrecorded where Python raised the version', async () => {
    const made = await applied();
    made.add({ '0004-d.sql': '', '0005-e.sql': '' });
    python(
      'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE _meta SET version = 4 WHERE id = 1"); c.commit()',
      made.database,
    );
    assert.deepEqual(statuses(made).slice(3), ['0004-d.sql: unrecorded', '0005-e.sql: pending']);
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(statuses(made).slice(3), ['0004-d.sql: applied', '0005-e.sql: applied']);
  });

  it('is unrecorded for all scripts where nothing was ever recorded', () => {
    const made = makeProject({ scripts: SCRIPTS });
    execute(made.database, 'UPDATE _meta SET version = 3');
    assert.deepEqual(
      new Set(made.status().migrations.map((m) => m.status)),
      new Set(['unrecorded']),
    );
    assert.equal(made.status().state, 'CURRENT');
  });

  for (const [kind, text, state] of [
    ['format', 'CREATE  TABLE a (x);\n\n-- first', 'CURRENT'],
    ['comments', 'CREATE TABLE a (x); /* other */', 'CURRENT'],
    ['meaning', 'CREATE TABLE a (x, y);\n-- first\n', 'DIVERGED'],
  ] as const)
    it(`is diverged in ${kind} where a file was edited so`, async () => {
      const made = await applied();
      made.add({ '0001-a.sql': text });
      assert.equal(statuses(made)[0], `0001-a.sql: diverged (${kind})`);
      const status = made.status();
      assert.equal(status.state, state);
      assert.equal(status.warnings.length, kind === 'meaning' ? 0 : 1);
    });

  it('takes a changed string, and indentation in Python, for a change in meaning', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': "SELECT 'a  b';", '0002-b.py': 'if True:\n  pass\n' },
    });
    assert.equal((await made.run()).ok, true);
    made.add({ '0001-a.sql': "SELECT 'a b';", '0002-b.py': 'if True:\n    pass\n' });
    assert.deepEqual(statuses(made), [
      '0001-a.sql: diverged (meaning)',
      '0002-b.py: diverged (meaning)',
    ]);
    made.add({ '0002-b.py': 'if True:\n  pass  \n\n' });
    assert.equal(statuses(made)[1], '0002-b.py: diverged (format)');
  });

  it('is diverged in name where a file was renamed', async () => {
    const made = await applied();
    renameSync(
      join(made.project.migrations, '0002-b.sql'),
      join(made.project.migrations, '0002-bee.sql'),
    );
    assert.equal(statuses(made)[1], '0002-bee.sql: diverged (name)');
    assert.match(made.status().migrations[1]?.detail ?? '', /applied as 0002-b\.sql/);
    assert.equal(made.status().state, 'DIVERGED');
  });

  it('is missing where the file is gone', async () => {
    const made = await applied();
    rmSync(join(made.project.migrations, '0002-b.sql'));
    assert.deepEqual(statuses(made), [
      '0001-a.sql: applied',
      '0002-b.sql: missing',
      '0003-c.sql: applied',
    ]);
    assert.equal(made.status().state, 'DIVERGED');
  });

  it('is invalid for what looks like a migration and is none', () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': '',
        '002-b.sql': '',
        '0003_c.sql': '',
        '0004-d.SQL': '',
        'README.md': '',
        'notes.sql.bak': '',
      },
    });
    const { state, migrations, errors } = made.status();
    assert.deepEqual(
      migrations
        .filter((m) => m.status === 'invalid')
        .map((m) => m.file)
        .toSorted(),
      ['0003_c.sql', '0004-d.SQL', '002-b.sql'],
    );
    assert.equal(state, 'ERROR');
    assert.equal(
      errors.every((error) => error.code === 'invalid-migration'),
      true,
    );
  });

  it('is invalid for an applied file that cannot be read as text', async () => {
    const made = await applied();
    made.add({ '0002-b.sql': new Uint8Array([0x2d, 0x2d, 0x20, 0xe4, 0x0a]) });
    assert.equal(statuses(made)[1], '0002-b.sql: invalid');
    assert.equal(made.status().state, 'ERROR');
  });

  it('is invalid for scripts of one number, and names them', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '', '0002-b.sql': '', '0002-c.py': '' } });
    assert.deepEqual(statuses(made), [
      '0001-a.sql: pending',
      '0002-b.sql: invalid',
      '0002-c.py: invalid',
    ]);
    const { state, errors } = made.status();
    assert.equal(state, 'ERROR');
    assert.match(errors[0]?.message ?? '', /0002-b\.sql, 0002-c\.py/);
  });

  it('follows links, passes over folders, and is invalid for a broken link and a pipe', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' } });
    const at = (name: string) => join(made.project.migrations, name);
    mkdirSync(at('0002-b.sql'));
    symlinkSync(at('nowhere'), at('0003-c.sql'));
    symlinkSync(at('0001-a.sql'), at('0004-d.sql'));
    execFileSync('mkfifo', [at('0005-e.sql')]);
    assert.deepEqual(statuses(made).toSorted(), [
      '0001-a.sql: pending',
      '0003-c.sql: invalid',
      '0004-d.sql: pending',
      '0005-e.sql: invalid',
    ]);
  });

  it('warns of a database ahead of all scripts', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' } });
    execute(made.database, 'UPDATE _meta SET version = 7');
    const { state, warnings } = made.status();
    assert.equal(state, 'CURRENT');
    assert.match(warnings.join(), /version 7/);
  });

  it('is listed without the database where that may not be opened', () => {
    const made = makeProject({ scripts: SCRIPTS, database: 'none' });
    const { state, version, migrations } = readStatus(made.project, { openDatabase: false });
    assert.deepEqual([state, version, migrations.length], ['PENDING', null, 3]);
  });
});

describe('state of a project', () => {
  it('is the worst of what is the case', async () => {
    const made = await applied();
    const states = [made.status().state];
    const worsen = (scripts: Record<string, string>) => {
      made.add(scripts);
      states.push(made.status().state);
    };
    worsen({ '0004-d.sql': '' });
    worsen({ '0001-a.sql': 'SELECT 1;' });
    worsen({ '0005_e.sql': '' });
    assert.deepEqual(states, ['CURRENT', 'PENDING', 'DIVERGED', 'ERROR']);
  });

  it('tells of a missing version or database, but of wrong scripts first', async () => {
    const made = await applied();
    made.add({ '0005_e.sql': '' });
    const wrong = join(made.project.migrations, '0005_e.sql');
    execute(made.database, 'DROP TABLE _meta');
    const states = [made.status().state];
    renameSync(wrong, `${wrong}.off`);
    states.push(made.status().state);
    rmSync(made.database);
    states.push(made.status().state);
    assert.deepEqual(states, ['ERROR', 'UNVERSIONED', 'ABSENT']);
  });

  it('is ERROR without a migrations folder', () => {
    const made = makeProject();
    rmSync(made.project.migrations, { recursive: true });
    const { state, errors } = made.status();
    assert.deepEqual([state, errors[0]?.code], ['ERROR', 'no-migrations-folder']);
  });

  it('is ERROR where _migrations is another program’s, unless no history is kept', async () => {
    const sql = `CREATE TABLE _meta (id INTEGER PRIMARY KEY, version); INSERT INTO _meta VALUES (1, 0);
      CREATE TABLE _migrations (file TEXT, applied INTEGER)`;
    const made = makeProject({ scripts: SCRIPTS, database: { sql } });
    assert.deepEqual(
      [made.status().state, made.status().errors[0]?.code],
      ['ERROR', 'bad-version-record'],
    );
    assert.equal((await made.run()).error?.code, 'bad-version-record');
    const without = makeProject({
      scripts: SCRIPTS,
      database: { sql },
      project: { history: false },
    });
    assert.equal(without.status().state, 'PENDING');
    assert.equal((await without.run()).ok, true);
    assert.equal(without.status().state, 'CURRENT');
  });
});
