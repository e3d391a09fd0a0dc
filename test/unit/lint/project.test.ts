import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { lintProject } from '../../../src/core/lint/lintProject.ts';
import type { LintProjectOptions, LintReport } from '../../../src/core/lint/lintProject.ts';
import { lintText } from '../../../src/core/lint/lintText.ts';
import { readConfig } from '../../../src/core/project/config.ts';
import { ImageCache } from '../../../src/core/replay/imageCache.ts';
import { execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { makeProject, temporaryFolder } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';
import { findingsIn } from './linting.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const BOOK = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n';

/** File, line, severity and code of each finding. */
async function lint(
  { project, runtime }: Made,
  options: LintProjectOptions = {},
): Promise<readonly string[]> {
  return lines(await lintProject(project, options, runtime));
}

function lines({ files }: LintReport): readonly string[] {
  return files.flatMap(({ file, findings }) =>
    findings.map(({ line, severity, code }) => `${file}:${line} ${severity} ${code}`),
  );
}

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

describe('linting a text that is being edited', () => {
  it('finds what is wrong in it as it is, with a cache for the scripts before it', async () => {
    const { project, runtime } = makeProject({ scripts: { '0001-book.sql': BOOK } });
    const cache = new ImageCache();
    const text = 'DROP TABLE book;\nSELECT titel FROM shelf;\n';
    const found = await lintText(
      project,
      join(project.migrations, '0002-new.sql'),
      text,
      runtime,
      cache,
    );
    assert.deepEqual([found.applied, found.schemaKnown], [false, true]);
    assert.deepEqual(
      found.diagnostics.map(({ code, start, end, docs, ignorable }) => [
        code,
        text.slice(start, end),
        docs,
        ignorable,
      ]),
      [
        ['FM101', 'DROP TABLE book', 'docs/lint/FM101.md', true],
        ['FM201', 'shelf', 'docs/lint/FM201.md', false],
      ],
    );
    const clean = await lintText(
      project,
      '0002-new.sql',
      'SELECT title FROM book;\n',
      runtime,
      cache,
    );
    assert.deepEqual(clean.diagnostics, []);
    rmSync(join(project.migrations, '0001-book.sql'));
    const alone = await lintText(
      project,
      '0002-new.sql',
      'SELECT title FROM book;\n',
      runtime,
      cache,
    );
    assert.deepEqual(
      alone.diagnostics.map(({ code }) => code),
      ['FM201'],
    );
  });

  it('never runs a program, and looks at the text alone where one comes before it', async () => {
    const { project, runtime, folder } = makeProject({
      scripts: { '0001-book.sh': 'touch ran\n' },
    });
    const found = await lintText(
      project,
      '0002-new.sql',
      'BEGIN;\nSELECT x FROM y;\n',
      runtime,
      new ImageCache(),
    );
    assert.deepEqual(
      [found.schemaKnown, found.diagnostics.map(({ code }) => code)],
      [false, ['FM404']],
    );
    assert.equal(readdirSync(folder).includes('ran'), false);
  });

  it('does not run what could go on for ever', async () => {
    const { project, runtime } = makeProject({ scripts: { '0001-book.sql': BOOK } });
    const endless =
      'INSERT INTO book (title) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n';
    const found = await lintText(project, '0002-new.sql', endless, runtime, new ImageCache());
    assert.deepEqual(found.diagnostics, []);
  });

  it('says when the script is applied already', async () => {
    const made = makeProject({ scripts: { '0001-book.sql': BOOK } });
    await made.run();
    const found = await lintText(
      made.project,
      '0001-book.sql',
      BOOK,
      made.runtime,
      new ImageCache(),
    );
    assert.deepEqual([found.applied, found.diagnostics], [true, []]);
  });
});

describe('no false alarm', () => {
  it('over the sample project', async () => {
    const made = makeProject();
    cpSync(join(ROOT, 'test/suites/library/migrations'), made.project.migrations, {
      recursive: true,
    });
    const found = await lint(made, { all: true, scripts: true });
    assert.deepEqual(
      found.filter((line) => !line.endsWith('info FM701')),
      [],
    );
  });

  it('over the scripts that other tools ran', async () => {
    const golden = join(ROOT, 'test/golden');
    const found: string[] = [];
    for (const name of readdirSync(golden)) {
      const folder = readdirSync(join(golden, name)).find((each) => each.endsWith('migrations'));
      if (folder === undefined || /error|gap|duplicate|fail|edited|missing|zero/.test(name))
        continue;
      const made = makeProject({
        project: { convention: name.startsWith('ts-') ? 'tuplesaver' : 'fastmigrate' },
      });
      cpSync(join(golden, name, folder), made.project.migrations, { recursive: true });
      const serious = (await lint(made, { all: true, database: null, scripts: true })).filter(
        (line) => !line.includes(' info '),
      );
      found.push(...serious.map((line) => `${name} ${line}`));
    }
    // This one says what the linter says of it.
    assert.deepEqual(found, ['ts-begin-in-script 001.shelves.sql:1 warning FM402']);
  });

  it('over the scripts that this program writes itself: nothing that they lose is not lost on purpose', () => {
    const cases = join(ROOT, 'test/cases/schema');
    const found: string[] = [];
    for (const name of readdirSync(cases)) {
      const read = (file: string): string => readFileSync(join(cases, name, file), 'utf8');
      if (!readdirSync(join(cases, name)).includes('plan.sql')) continue;
      const { result, target } = JSON.parse(read('expect.json')) as {
        result: string;
        target?: string;
      };
      if (result !== 'applied') continue;
      const findings = findingsIn(
        { before: read('before.sql'), script: read('plan.sql') },
        target === undefined ? {} : { target },
      );
      const unexpected = findings.filter(
        ({ code, severity }) =>
          severity === 'error' || /^FM(?:104|105|111|112|113|30|31|4|5)/.test(code),
      );
      found.push(
        ...unexpected
          .filter(({ severity, code }) => severity !== 'info' && code !== 'FM309')
          .map(({ code, message }) => `${name} ${code} ${message}`),
      );
    }
    assert.deepEqual(found, []);
  });
});
