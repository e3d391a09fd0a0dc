import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { lintProject } from '../../../src/core/lint/lintProject.ts';
import type { LintProjectOptions } from '../../../src/core/lint/lintProject.ts';
import { readConfig } from '../../../src/core/project/config.ts';
import { execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { makeProject, temporaryFolder } from '../../support/project.ts';
import { BOOK, lines, lint } from './projectReport.ts';

describe('linting a project', () => {
  it('looks at pending scripts, each on the schema that those before it leave, and changes nothing', async () => {
    const made = makeProject({
      scripts: {
        '0001-book.sql': `${BOOK}DROP TABLE nowhere;\n`.replace('DROP TABLE nowhere;\n', ''),
        '0002-page.sql': 'CREATE TABLE page (id INTEGER PRIMARY KEY, book INTEGER);\n',
        '0003-more.sql': 'ALTER TABLE page ADD COLUMN text TEXT NOT NULL;\n\nDROP TABLE book;\n',
      },
    });
    await made.run({ to: 1 });
    const before = pictureOf(made.folder);
    assert.deepEqual(await lint(made), [
      '0003-more.sql:1 error FM203',
      '0003-more.sql:3 info FM101',
    ]);
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('counts the rows at stake in the database, or in another one, or not at all', async () => {
    const made = makeProject({
      scripts: { '0001-book.sql': BOOK, '0002-drop.sql': 'DROP TABLE book;\n' },
    });
    await made.run({ to: 1 });
    execute(made.database, "INSERT INTO book (title) VALUES ('a'), ('b')");
    const message = async (options: LintProjectOptions): Promise<string | undefined> =>
      (await lintProject(made.project, options, made.runtime)).files.at(-1)?.findings[0]?.message;
    assert.equal(await message({}), 'The table book and its rows are lost. 2 rows are in book');
    const other = join(made.folder, 'other.db');
    execute(other, `${BOOK} INSERT INTO book (title) VALUES ('a')`);
    assert.equal(
      await message({ database: other }),
      'The table book and its rows are lost. 1 row is in book',
    );
    assert.equal(
      await message({ database: null, all: true }),
      'The table book and its rows are lost',
    );
    execute(made.database, 'ALTER TABLE book ADD COLUMN more');
    assert.equal(await message({}), 'The table book and its rows are lost');
  });

  it('finds wrong names, numbers that are there twice, gaps, late scripts and files without a number', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': 'SELECT 1;\n', '0004-d.sql': 'SELECT 1;\n' },
    });
    await made.run();
    made.add({
      '0003-c.sql': 'SELECT 1;\n',
      '0006-e.sql': 'SELECT 1;\n',
      '0006-f.sql': 'SELECT 1;\n',
      '007-g.sql': '',
      'seed.sql': 'SELECT 1;\n',
    });
    assert.deepEqual(await lint(made), [
      '0003-c.sql:1 info FM603',
      '0003-c.sql:1 error FM604',
      '0006-e.sql:1 error FM602',
      '0006-e.sql:1 info FM603',
      '0006-f.sql:1 error FM602',
      '007-g.sql:1 error FM601',
      'seed.sql:1 warning FM605',
    ]);
    const { files } = await lintProject(made.project, {}, made.runtime);
    const fixes = new Map(
      files.map(({ file, findings }) => [file, findings.flatMap(({ fixes: own }) => own)]),
    );
    assert.deepEqual(fixes.get('007-g.sql'), [
      { kind: 'rename', title: 'Rename to 0007-g.sql', to: '0007-g.sql' },
    ]);
    assert.equal(fixes.get('0003-c.sql')?.[0]?.kind, 'renumber');
  });

  it('looks at every script, or at those that are named', async () => {
    const made = makeProject({
      scripts: {
        '0001-book.sql': BOOK,
        '0002-drop.sql': 'DROP TABLE book;\n',
        '0003-fail.sql': 'SELECT x;\n',
      },
    });
    await made.run({ to: 2 });
    assert.deepEqual(await lint(made, { all: true }), [
      '0002-drop.sql:1 warning FM101',
      '0003-fail.sql:1 error FM201',
    ]);
    assert.deepEqual(await lint(made, { files: ['0002-drop.sql'] }), [
      '0002-drop.sql:1 warning FM101',
    ]);
    await assert.rejects(lint(made, { files: ['0009-none.sql'] }), (error) =>
      MigrateError.is(error, 'bad-argument'),
    );
  });

  it('goes by the database behind a script that is a program, and by the text alone where that tells nothing', async () => {
    const made = makeProject({
      scripts: {
        '0001-book.sh': `sqlite3 "$1" "CREATE TABLE book (id INTEGER PRIMARY KEY)"\n`,
        '0002-page.sql': 'ALTER TABLE book ADD COLUMN title TEXT UNIQUE;\nDELETE FROM nowhere;\n',
      },
    });
    const { project, runtime } = made;
    const unknown = await lintProject(project, {}, runtime);
    assert.deepEqual(lines(unknown), []);
    assert.match(unknown.notes.join(), /^0002-page\.sql: the schema before it cannot be told/);
    assert.deepEqual(await lint(made, { scripts: true }), [
      '0002-page.sql:1 error FM207',
      '0002-page.sql:2 error FM201',
    ]);
    await made.run({ to: 1 });
    assert.deepEqual(await lint(made), [
      '0002-page.sql:1 error FM207',
      '0002-page.sql:2 error FM201',
    ]);
  });

  it('does not take rows for missing that only a database without its scripts would lack', async () => {
    const made = makeProject({
      scripts: {
        '0005-use.sql': "INSERT INTO page (book) SELECT id FROM book WHERE title = 'a';\n",
      },
      database: {
        sql: `${BOOK} CREATE TABLE page (book INTEGER NOT NULL); CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0); INSERT INTO _meta VALUES (1, 4);`,
      },
    });
    assert.deepEqual(await lint(made), []);
  });

  it('says where a script is no text', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': new Uint8Array([0x53, 0x0a, 0xff]) } });
    assert.deepEqual(await lint(made), ['0001-a.sql:2 error FM607']);
  });

  it('takes severities from the configuration, which it checks', async () => {
    const file = join(temporaryFolder(), '.fastmigrate');
    const text = '[paths]\ndb = a.db\n[lint]\nFM101 = error\nstar-view = OFF\nno-such = info\n';
    const [database] = readConfig(file, text).databases;
    assert.deepEqual(database?.lint, { fm101: 'error', 'star-view': 'off', 'no-such': 'info' });
    assert.throws(
      () => readConfig(file, text.replace('OFF', 'loud')),
      /star-view.*must be off, info, warning or error, not "loud"/,
    );
    const made = makeProject({
      scripts: {
        '0001-book.sql': `${BOOK}CREATE VIEW v AS SELECT * FROM book;\n`,
        '0002-drop.sql': 'DROP VIEW v;\nDROP TABLE book;\n',
      },
      project: { lint: database?.lint ?? {} },
    });
    const report = await lintProject(made.project, { all: true }, made.runtime);
    assert.deepEqual(lines(report), ['0002-drop.sql:2 error FM101']);
    assert.deepEqual(report.notes, [
      'the configuration names a rule no-such, which does not exist',
    ]);
  });
});
