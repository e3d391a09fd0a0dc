import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearse } from '../../../src/core/rehearse/rehearse.ts';
import { dump, execute } from '../../support/database.ts';
import { holder, until, untilExists } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import { FIRST, library, outcomes, rehearsed } from './rehearsing.ts';

describe('what a rehearsal runs on', () => {
  it('is an empty database where there is none, and none is made', async () => {
    const made = makeProject({ scripts: { '0001-first.sql': FIRST }, database: 'none' });
    const report = await rehearsed(made);
    assert.deepEqual(
      [report.ok, report.basis, report.copyOf, report.from, report.to],
      [true, 'empty', null, 0, 1],
    );
    assert.equal(existsSync(made.database), false);
  });

  it('is the reference where that is asked for', async () => {
    const made = await library({ '0002-more.sql': 'INSERT INTO author VALUES (7, NULL);' });
    const reference = join(made.folder, 'production.ref');
    const project = { ...made.project, reference };
    const none = await rehearse(project, { on: 'reference' }, made.runtime);
    assert.equal(none.error?.code, 'no-reference');
    writeFileSync(reference, readFileSync(made.database));
    chmodSync(reference, 0o444);
    execute(made.database, 'DELETE FROM author');
    const report = await rehearsed({ ...made, project }, { on: 'reference' });
    assert.deepEqual([report.ok, report.copyOf], [true, reference]);
    assert.deepEqual(report.migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });

  it('is what a run puts back first where one was cut off', async () => {
    const made = await library({ '0002-slow.py': 'pass' });
    const snapshot = `${made.database}.fastmigrate-snapshot`;
    writeFileSync(snapshot, readFileSync(made.database));
    const record = { version: 2, file: '0002-slow.py', startedAt: '2026-01-01', snapshot };
    writeFileSync(`${made.database}.fastmigrate-run.json`, JSON.stringify(record));
    execute(made.database, 'DELETE FROM book');
    made.add({
      '0002-slow.py':
        'import sys, sqlite3\nc = sqlite3.connect(sys.argv[1])\nassert c.execute("SELECT count(*) FROM book").fetchone() == (3,)\n',
    });
    const report = await rehearsed(made);
    assert.deepEqual([report.ok, report.basis, report.copyOf], [true, 'snapshot', snapshot]);
    assert.match(report.warnings.join('\n'), /0002-slow\.py was cut off/);
  });

  const PENDING = { '0002-more.sql': 'INSERT INTO author VALUES (7, NULL);' };

  it('is a write-ahead database that nobody has open', async () => {
    const made = await library(PENDING);
    execute(made.database, 'PRAGMA journal_mode = WAL; DELETE FROM book WHERE id = 1;');
    const { migrations } = await rehearsed(made);
    assert.deepEqual(migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });

  it('is a write-ahead database with what is in its log, in use or left behind', async () => {
    const made = await library(PENDING);
    const end = await holder(
      made.database,
      `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO author VALUES (3, 'c');`,
    );
    const rows = async (): Promise<unknown> => (await rehearsed(made)).migrations[0]?.tables;
    const expected = [{ table: 'author', before: 3, after: 4 }];
    assert.deepEqual(await rows(), expected);
    await end();
    assert.ok(existsSync(`${made.database}-wal`));
    assert.deepEqual(await rows(), expected);
    rmSync(`${made.database}-shm`);
    assert.deepEqual(await rows(), expected);
  });

  it('is a database whose transaction was cut off, without what that had written', async () => {
    const made = await library(PENDING);
    const end = await holder(
      made.database,
      `PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN; UPDATE author SET name = 'z';
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       INSERT INTO author SELECT i + 100, hex(randomblob(500)) FROM n;`,
    );
    await end();
    assert.ok(existsSync(`${made.database}-journal`));
    const { migrations } = await rehearsed(made);
    assert.deepEqual(migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });
});

describe('programs in a rehearsal', () => {
  const PYTHON = `import os, sqlite3, sys
assert os.environ["FASTMIGRATE_REHEARSAL"] == "1"
c = sqlite3.connect(sys.argv[1])
c.execute("CREATE TABLE made (x)")
c.commit()
print(sys.argv[1])
`;

  it('get the copy, and the report warns of what else they do', async () => {
    const made = await library({ '0002-made.py': PYTHON, '0003-made.sh': 'test -f "$1"\n' });
    const report = await rehearsed(made);
    assert.deepEqual(outcomes(report), ['0002-made.py passed', '0003-made.sh passed']);
    assert.deepEqual(report.migrations[0]?.schema?.changes, ['create table made']);
    assert.deepEqual(
      report.warnings.map((text) => text.split(' ')[0]),
      ['0002-made.py', '0003-made.sh'],
    );
    const [said] = made.events.filter((event) => event.type === 'script-output');
    assert.match(said?.text ?? '', /fastmigrate-rehearsal-\d+-\w+.app\.db/);
  });

  it('are told of in a warning where they write to the database itself', async () => {
    const made = await library({
      '0002-wrong.py': `import os, sqlite3\nc = sqlite3.connect("data/app.db")\nc.execute("DELETE FROM book")\nc.commit()\n`,
    });
    const { warnings } = await rehearse(made.project, {}, made.runtime);
    assert.match(warnings.at(-1) ?? '', /app\.db changed meanwhile/);
  });

  it('are ended when the rehearsal is cancelled, and the copy goes', async () => {
    const cancel = new AbortController();
    const made = await library(
      {
        '0002-sleep.py': `import os, sys, time
open("pid", "w").write(f"{os.getpid()} {sys.argv[1]}")
os.rename("pid", "asleep")
time.sleep(600)
`,
      },
      { runtime: { signal: cancel.signal } },
    );
    const before = dump(made.database);
    const rehearsal = rehearse(made.project, { ownProcessGroup: true }, made.runtime);
    const asleep = join(made.folder, 'asleep');
    await untilExists(asleep);
    const [pid = '', ...copy] = readFileSync(asleep, 'utf8').split(' ');
    assert.ok(existsSync(copy.join(' ')));
    cancel.abort();
    const report = await rehearsal;
    assert.deepEqual([report.ok, report.error?.code], [false, 'cancelled']);
    await until(() => !existsSync(`/proc/${pid}`), 'the end of the script');
    assert.equal(existsSync(copy.join(' ')), false);
    assert.deepEqual(dump(made.database), before);
  });
});
