import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ci } from '../../../src/core/workflow/ci.ts';
import { dev } from '../../../src/core/workflow/dev.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import type { StatusReport } from '../../../src/core/migration/report.ts';
import { PrintedCache } from '../../../src/core/schema/desired/printedCache.ts';
import { execute } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { makeProject } from '../../support/project.ts';
import type { Made, ProjectParts } from '../../support/project.ts';
import { makeShop } from '../../support/shop.ts';

const BOOK = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)';
const SCRIPTS = { '0001-book.sql': `${BOOK};\n` };

interface Drifting extends Made {
  /** Replaces the desired schema. */
  want(sql: string): void;
  look(): StatusReport;
}

/** A project whose scripts are applied, with a desired schema in a file. */
async function desiring(sql: string, parts: ProjectParts = {}): Promise<Drifting> {
  const made = withSchema(makeProject({ scripts: SCRIPTS, ...parts }), sql);
  assert.equal((await made.run()).ok, true);
  return made;
}

function withSchema(made: Made, sql: string): Drifting {
  const file = join(made.folder, 'schema.sql');
  const project = { ...made.project, schema: file };
  writeFileSync(file, sql);
  const { runtime } = made;
  return {
    ...made,
    project,
    want: (text) => writeFileSync(file, text),
    look: () => readStatus(project, { openDatabase: true, desired: { runtime } }),
  };
}

describe('drift', () => {
  it('is told where all scripts are applied and the schema is not the desired one, one line a difference', async () => {
    const made = await desiring(
      `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);\nCREATE INDEX by_title ON book (title);`,
    );
    const { state, drift } = made.look();
    assert.equal(state, 'DRIFT');
    assert.equal(drift?.source, 'schema.sql');
    assert.equal(drift.changes.length, 2);
    assert.match(drift.changes[0] ?? '', /isbn/);
    assert.match(drift.changes[1] ?? '', /by_title/);
    assert.equal(drift.candidates, 0);
  });

  it('is none where only the writing differs, and where the records are all there is besides', async () => {
    const made = await desiring(
      '-- books\ncreate table "BOOK" ([id] integer primary key, title text);',
    );
    assert.deepEqual(
      [made.look().state, made.look().drift],
      ['CURRENT', { source: 'schema.sql', changes: [], candidates: 0 }],
    );
  });

  it('counts what may be a rename, and believes a comment that says so', async () => {
    const made = await desiring('CREATE TABLE book (id INTEGER PRIMARY KEY, book_title TEXT);');
    assert.equal(made.look().drift?.candidates, 1);
    made.want(
      'CREATE TABLE book (id INTEGER PRIMARY KEY, book_title TEXT -- renamed from: title\n);',
    );
    const { drift } = made.look();
    assert.deepEqual([drift?.changes.length, drift?.candidates], [1, 0]);
  });

  it('is not asked for while scripts wait, are wrong, or the database has no version', async () => {
    const made = await desiring('nonsense');
    made.add({ '0002-more.sql': 'SELECT 1;' });
    assert.deepEqual([made.look().state, made.look().drift], ['PENDING', undefined]);
    made.add({ '0003_bad.sql': '' });
    assert.deepEqual([made.look().state, made.look().errors.length], ['ERROR', 1]);
    const bare = withSchema(makeProject({ database: { sql: BOOK } }), 'nonsense');
    assert.equal(bare.look().state, 'UNVERSIONED');
  });

  it('is not asked for where no database may be opened', async () => {
    const made = await desiring('nonsense');
    const { state, drift, errors } = readStatus(made.project, {
      openDatabase: false,
      desired: { runtime: made.runtime },
    });
    assert.deepEqual([state, drift, errors], ['PENDING', undefined, []]);
  });

  it('is an error where the desired schema cannot be loaded, with its place', async () => {
    const made = await desiring(`${BOOK};\nCREATE TABEL x (y);\n`);
    const { state, drift, errors } = made.look();
    assert.deepEqual([state, drift], ['ERROR', undefined]);
    const { code, file, line, column } = errors[0] ?? {};
    assert.deepEqual([code, file, line, column], ['schema-failed', made.project.schema, 2, 8]);
    rmSync(made.project.schema ?? '');
    assert.equal(made.look().errors[0]?.code, 'schema-source-failed');
  });

  it('is looked for without a trace', async () => {
    const made = await desiring('CREATE TABLE other (x);');
    const before = pictureOf(made.folder);
    assert.equal(made.look().state, 'DRIFT');
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('does not keep scripts from being applied', async () => {
    const made = await desiring('CREATE TABLE other (x);');
    const idle = await made.run();
    assert.deepEqual([idle.ok, idle.migrations], [true, []]);
    made.want('nonsense');
    made.add({ '0002-more.sql': 'CREATE TABLE more (x);' });
    assert.equal((await made.run()).ok, true);
  });

  it('leaves out what TupleSaver’s scripts without numbers make', async () => {
    const scripts = {
      '001.book.sql': `${BOOK};`,
      'views_indexes_triggers/v.sql':
        'DROP VIEW IF EXISTS titles;\nCREATE VIEW titles AS SELECT title FROM book;\n',
    };
    const made = withSchema(makeShop({ scripts }), BOOK);
    assert.equal((await made.run()).ok, true);
    assert.deepEqual([made.look().state, made.look().drift?.changes], ['CURRENT', []]);
    made.want('CREATE TABLE other (x)');
    assert.ok(!made.look().drift?.changes.some((change) => change.includes('titles')));
  });

  it('is told from code, which runs again only when code has changed', async () => {
    const made = await desiring('');
    writeFileSync(join(made.folder, 'ddl.sh'), 'echo x >> runs\ncat schema.sql\n');
    made.want(`${BOOK};`);
    const project = { ...made.project, schema: '!sh ddl.sh' };
    const desired = { runtime: made.runtime, cache: new PrintedCache() };
    const look = () => readStatus(project, { openDatabase: true, desired });
    assert.equal(look().state, 'CURRENT');
    assert.equal(look().drift?.source, 'sh ddl.sh');
    assert.equal(namesIn(made.folder).includes('runs'), true);
    made.want('CREATE TABLE other_one (x);');
    assert.equal(look().state, 'DRIFT');
    const blind = readStatus(project, { openDatabase: true });
    assert.equal(blind.state, 'CURRENT');
    assert.match(blind.warnings.join(), /was not run/);
  });
});

describe('workflows in drift', () => {
  it('ci stops, says what differs, and applies nothing', async () => {
    const made = await desiring(
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    );
    const report = await ci(made.project, {}, made.runtime);
    assert.deepEqual([report.ok, report.state, report.steps], [false, 'DRIFT', []]);
    assert.match(
      report.stopped ?? '',
      /Model drift: generate a migration first.*schema\.sql.*isbn/,
    );
  });

  it('ci says so after what was pending, too', async () => {
    const made = await desiring(
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    );
    made.add({ '0002-more.sql': 'CREATE TABLE more (x);' });
    const report = await ci(made.project, {}, made.runtime);
    assert.deepEqual([report.ok, report.state], [false, 'DRIFT']);
    assert.match(report.stopped ?? '', /Model drift/);
  });

  it('dev writes the script and stops, and applies it the next time', async () => {
    const made = await desiring(
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    );
    execute(made.database, "INSERT INTO book VALUES (1, 'a')");
    const first = await dev(made.project, {}, made.runtime);
    assert.deepEqual(
      [first.ok, first.state, first.steps.map(({ did }) => did)],
      [false, 'PENDING', ['generated']],
    );
    assert.match(first.stopped ?? '', /Look it over/);
    assert.equal(namesIn(made.project.migrations).length, 2);
    const second = await dev(made.project, {}, made.runtime);
    assert.deepEqual(
      [second.ok, second.state, second.steps.map(({ did }) => did)],
      [true, 'CURRENT', ['applied']],
    );
    assert.equal(namesIn(made.project.migrations).length, 2);
  });

  it('dev writes nothing where data would be lost', async () => {
    const made = await desiring('CREATE TABLE other (x);');
    const report = await dev(made.project, {}, made.runtime);
    assert.deepEqual([report.ok, report.state, report.steps], [false, 'DRIFT', []]);
    assert.equal(report.error?.code, 'destructive');
    // Only generate and diff have the option.
    assert.match(report.error.message, /--allow-destructive of fastmigrate generate or diff$/);
    assert.equal(namesIn(made.project.migrations).length, 1);
  });
});
