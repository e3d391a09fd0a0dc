import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { baseline } from '../../../src/core/migration/baseline.ts';
import { enroll } from '../../../src/core/migration/enroll.ts';
import { column, dump, rows } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { python } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';

const SCHEMAS: Readonly<Record<string, string>> = {
  nothing: '',
  'an application': `
CREATE TABLE shelf (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf (id) ON DELETE CASCADE, title TEXT CHECK (length(title) > 0));
CREATE INDEX by_title ON book (title) WHERE title IS NOT NULL;
CREATE VIEW titles AS SELECT title FROM book;
CREATE TRIGGER no_delete INSTEAD OF DELETE ON titles BEGIN SELECT RAISE(FAIL, 'no; never'); END;
INSERT INTO shelf (name) VALUES ('a'), ('b'); INSERT INTO book VALUES (1, 1, 'x');`,
  'expressions and generated columns': `
CREATE TABLE m (a INTEGER, b AS (a * 2) STORED, c GENERATED ALWAYS AS (a || 'x') VIRTUAL);
CREATE TABLE s (a INTEGER, b TEXT AS (a || 'x') STORED) STRICT;
CREATE UNIQUE INDEX expr ON m (abs(a), lower(c) DESC);
CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID;`,
  'full-text search and an R-tree': `
CREATE VIRTUAL TABLE notes USING fts5(body, tokenize = 'porter');
CREATE VIRTUAL TABLE old USING fts4(body);
CREATE VIRTUAL TABLE box USING rtree(id, a, b);
INSERT INTO notes VALUES ('hello world'); INSERT INTO box VALUES (1, 0, 1);`,
  'odd names': `
CREATE TABLE "a;b" ("it""s" TEXT, [x y] INT, \`order\` REAL, 'ö' BLOB);
CREATE INDEX "CREATE TABLE" ON "a;b" ("it""s");
CREATE VIEW "semi;colon" AS SELECT 'CREATE TABLE x' AS "y""z";`,
  'double-quoted strings': `
CREATE TABLE q (x TEXT DEFAULT "none" CHECK (x <> "bad"));
CREATE VIEW qv AS SELECT x FROM q WHERE x = "good";
CREATE TRIGGER qt AFTER INSERT ON q BEGIN UPDATE q SET x = "seen" WHERE x = "new"; END;`,
  comments: `
CREATE TABLE c (x, -- the x
  y /* the y */);
CREATE INDEX ci ON c (x) -- after the index
;
CREATE VIEW cv AS SELECT x FROM c -- after the view
;
CREATE VIEW cw AS SELECT y FROM c /* after */ ;
CREATE TRIGGER ct AFTER INSERT ON c BEGIN
  SELECT 1; -- in it
END -- after
;`,
  'altered tables': `
CREATE TABLE one (x); ALTER TABLE one ADD COLUMN y DEFAULT 1; ALTER TABLE one RENAME TO two;
CREATE TABLE three AS SELECT * FROM two; ALTER TABLE three RENAME COLUMN x TO "z z";`,
  'references in a circle and to nowhere': `
CREATE TABLE egg (hen REFERENCES hen (id)); CREATE TABLE hen (id INTEGER PRIMARY KEY, egg REFERENCES nowhere);
CREATE VIEW broken AS SELECT * FROM nowhere;`,
  'header numbers': 'CREATE TABLE h (x); PRAGMA user_version = 42; PRAGMA application_id = -7;',
};

describe('enrolling a database', () => {
  for (const [what, sql] of Object.entries(SCHEMAS))
    it(`with ${what} writes a script that makes the same schema`, async () => {
      const made = makeProject({ database: { sql: sql === '' ? 'SELECT 1' : sql } });
      const before = dump(made.database, { withoutRecords: true });
      const { script, version } = await enroll(made.project, made.runtime);
      assert.deepEqual([basename(script), version], ['0001-initial.sql', 1]);
      assert.deepEqual(dump(made.database, { withoutRecords: true }), before);
      assert.deepEqual([made.status().state, made.status().version], ['CURRENT', 1]);
      const fresh = makeProject({ scripts: { '0001-initial.sql': readFileSync(script, 'utf8') } });
      assert.equal((await fresh.run()).error, undefined);
      const schema = (path: string) => {
        const { schema: all, user_version, application_id } = dump(path, { withoutRecords: true });
        const own = (all as { name: string }[]).filter(({ name }) => !name.startsWith('sqlite_'));
        return { own, user_version, application_id };
      };
      assert.deepEqual(schema(fresh.database), schema(made.database));
    });

  it('records the script, makes the folder, and leaves nothing else', async () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    rmSync(made.project.migrations, { recursive: true });
    const { script } = await enroll(made.project, made.runtime);
    assert.deepEqual(column(made.database, 'SELECT script FROM _migrations'), [
      readFileSync(script, 'utf8'),
    ]);
    assert.deepEqual(namesIn(made.folder), ['data', 'migrations']);
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('does not write through a link at a name beside the script', async () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    const kept = join(made.folder, 'kept.txt');
    writeFileSync(kept, 'kept');
    symlinkSync(kept, join(made.project.migrations, '.0001-initial.sql.partial'));
    await enroll(made.project, made.runtime);
    assert.equal(readFileSync(kept, 'utf8'), 'kept');
  });

  it('is refused for a managed, a missing and an unusable database, and where the record is bad', async () => {
    const other = makeProject({ database: 'none' });
    writeFileSync(other.database, 'nonsense '.repeat(500));
    for (const [made, code] of [
      [makeProject(), 'already-versioned'],
      [makeProject({ database: 'none' }), 'database-missing'],
      [other, 'not-a-database'],
      [makeProject({ database: { sql: 'CREATE TABLE _meta (x)' } }), 'bad-version-record'],
    ] as const) {
      const before = pictureOf(made.folder);
      await assert.rejects(enroll(made.project, made.runtime), (error) =>
        MigrateError.is(error, code),
      );
      assert.deepEqual(pictureOf(made.folder), before);
    }
  });

  it('never overwrites a script with the number 1', async () => {
    for (const name of ['0001-initial.sql', '0001-other.py']) {
      const made = makeProject({
        scripts: { [name]: 'mine' },
        database: { sql: 'CREATE TABLE a (x)' },
      });
      const before = pictureOf(made.folder);
      await assert.rejects(enroll(made.project, made.runtime), (error) =>
        MigrateError.is(error, 'initial-exists'),
      );
      assert.deepEqual(pictureOf(made.folder), before);
    }
  });

  it('is refused where a script would not make the same schema', async () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    // Such a table comes from a program that has a module of its own for it.
    python(
      `import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.executescript("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING nowhere(x)')")`,
      made.database,
    );
    const before = pictureOf(made.folder);
    await assert.rejects(enroll(made.project, made.runtime), (error) =>
      MigrateError.is(error, 'not-reproducible'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('says which foreign key a migration could not make', async () => {
    const sql = 'CREATE TABLE parent (a); CREATE TABLE child (x REFERENCES parent (a))';
    const made = makeProject({ database: { sql } });
    await assert.rejects(
      enroll(made.project, made.runtime),
      /would not reproduce its schema: a foreign key of child refers to columns of parent that no unique key has\./,
    );
  });

  it('removes its script where the database cannot be marked', async () => {
    const made = makeProject({
      database: { sql: 'CREATE TABLE a (x); CREATE TABLE _migrations (file, applied)' },
    });
    const before = pictureOf(made.folder);
    await assert.rejects(enroll(made.project, made.runtime), (error) =>
      MigrateError.is(error, 'bad-version-record'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });
});

describe('a baseline', () => {
  const SCRIPTS = {
    '0001-a.sql': 'CREATE TABLE a (x);',
    '0002-b.sql': 'CREATE TABLE b (x);',
    '0003-c.sql': 'CREATE TABLE c (x);',
  };

  it('sets the version, records the scripts up to it and runs none', async () => {
    const made = makeProject({
      scripts: SCRIPTS,
      database: { sql: 'CREATE TABLE a (x); CREATE TABLE b (x)' },
    });
    const { version, backup } = await baseline(made.project, 2, made.runtime);
    assert.equal(version, 2);
    assert.ok(existsSync(backup ?? ''));
    assert.deepEqual(
      made.status().migrations.map((m) => m.status),
      ['applied', 'applied', 'pending'],
    );
    assert.equal((await made.run()).ok, true);
  });

  it('goes back too, and forgets what is above', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    await made.run();
    await baseline(made.project, 1, made.runtime);
    assert.deepEqual(rows(made.database, 'SELECT id FROM _migrations'), [{ id: 1 }]);
    assert.deepEqual(
      made.status().migrations.map((m) => m.status),
      ['applied', 'pending', 'pending'],
    );
  });

  it('mends a bad version record', async () => {
    for (const sql of [
      'CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER)',
      `CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version); INSERT INTO _meta VALUES (1, 'abc')`,
    ]) {
      const made = makeProject({ scripts: SCRIPTS, database: { sql } });
      await baseline(made.project, 0, made.runtime);
      assert.equal(made.status().version, 0);
    }
  });

  it('is refused for numbers that cannot be, and for a record that cannot be written', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    for (const [version, code] of [
      [-1, 'bad-argument'],
      [1.5, 'bad-argument'],
      [Number.NaN, 'bad-argument'],
      [9, 'no-such-version'],
    ] as const)
      await assert.rejects(baseline(made.project, version, made.runtime), (error) =>
        MigrateError.is(error, code),
      );
    const view = makeProject({
      database: { sql: 'CREATE VIEW _meta AS SELECT 1 AS id, 2 AS version' },
    });
    await assert.rejects(baseline(view.project, 0, view.runtime), (error) =>
      MigrateError.is(error, 'bad-version-record'),
    );
  });
});
