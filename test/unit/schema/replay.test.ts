import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import type { FailureCode } from '../../../src/core/errors.ts';
import { ImageCache } from '../../../src/core/replay/imageCache.ts';
import { schemaAtVersion } from '../../../src/core/replay/replay.ts';
import type { ReplayedSchema } from '../../../src/core/replay/replay.ts';
import { definitionsText } from '../../../src/core/schema/schemaText.ts';
import { column, execute, rows } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { makeProject, temporaryFolder } from '../../support/project.ts';
import { makeShop } from '../../support/shop.ts';

const SCRIPTS = {
  '0001-book.sql':
    "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nINSERT INTO book VALUES (1, 'a');\n",
  '0002-view.sql':
    'CREATE VIEW titles AS SELECT title FROM book -- all of them\n;\nCREATE INDEX by_title ON book (title);\n',
  '0005-more.sql':
    'CREATE TABLE page (x);\nCREATE TRIGGER on_page AFTER INSERT ON page BEGIN SELECT 1; END;\n',
};

function names({ objects }: ReplayedSchema): readonly string[] {
  return objects.map(({ type, name }) => `${type} ${name}`);
}

async function codeOf(promise: Promise<unknown>): Promise<FailureCode | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof MigrateError) return error.failure.code;
    throw error;
  }
}

describe('the schema at a version', () => {
  it('is what the scripts up to it make of an empty database', async () => {
    const { project, runtime } = makeProject({ scripts: SCRIPTS });
    const at = (version: number) => schemaAtVersion(project, version, runtime);
    assert.deepEqual(names(await at(0)), []);
    assert.deepEqual(names(await at(1)), ['table book']);
    assert.deepEqual(names(await at(5)), [
      'table book',
      'table page',
      'index by_title',
      'view titles',
      'trigger on_page',
    ]);
    assert.equal((await at(2)).version, 2);
  });

  it('is a script that makes the same schema again, also where a text ends in a comment', async () => {
    const { project, runtime } = makeProject({ scripts: SCRIPTS });
    const { objects, image } = await schemaAtVersion(project, 5, runtime);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'image.db'), image);
    execute(join(folder, 'again.db'), definitionsText(objects));
    const schemaOf = (name: string) =>
      rows(
        join(folder, name),
        `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '\\_m%' ESCAPE '\\' ORDER BY type, name`,
      );
    assert.deepEqual(schemaOf('again.db'), schemaOf('image.db'));
    assert.deepEqual(rows(join(folder, 'image.db'), 'SELECT version FROM _meta'), [{ version: 5 }]);
  });

  it('leaves the database, the scripts and the folder for temporary files as they were', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const before = pictureOf(made.folder);
    const ours = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`fastmigrate-proof-${process.pid}`));
    await schemaAtVersion(made.project, 5, made.runtime);
    assert.deepEqual(pictureOf(made.folder), before);
    assert.deepEqual(ours(), []);
  });

  it('needs no database', async () => {
    const { project, runtime } = makeProject({ scripts: SCRIPTS, database: 'none' });
    assert.deepEqual(names(await schemaAtVersion(project, 1, runtime)), ['table book']);
  });

  it('follows TupleSaver’s rules in its projects, without scripts that have no number', async () => {
    const { project, runtime } = makeShop({
      scripts: {
        '001.a.sql': 'CREATE TABLE a (x);',
        'views_indexes_triggers/v.sql': 'CREATE VIEW v AS SELECT 1;',
      },
    });
    const { objects, image } = await schemaAtVersion(project, 1, runtime);
    assert.deepEqual(
      objects.map(({ name }) => name),
      ['a'],
    );
    const copy = join(temporaryFolder(), 'image.db');
    writeFileSync(copy, image);
    assert.deepEqual(rows(copy, 'SELECT id, filename FROM _migrations'), [
      { id: 1, filename: '001.a.sql' },
    ]);
  });

  it('is refused for a version that no script has, and for one that two have', async () => {
    const { project, runtime, add } = makeProject({ scripts: SCRIPTS });
    assert.equal(await codeOf(schemaAtVersion(project, 3, runtime)), 'no-such-version');
    add({ '0002-again.sql': '' });
    assert.equal(await codeOf(schemaAtVersion(project, 2, runtime)), 'duplicate-version');
    assert.equal(await codeOf(schemaAtVersion(project, 1, runtime)), undefined);
  });

  it('names the place in the script that fails', async () => {
    const { project, runtime, add } = makeProject({ scripts: SCRIPTS });
    add({ '0006-bad.sql': 'CREATE TABLE x (y);\n  CREATE TABLE book (z);\n' });
    await assert.rejects(schemaAtVersion(project, 6, runtime), (error) => {
      assert.ok(MigrateError.is(error, 'statement-failed'));
      const { file, line, column } = error.failure;
      assert.deepEqual([file, line, column], [join(project.migrations, '0006-bad.sql'), 2, 16]);
      return true;
    });
  });

  it('runs scripts that need to stand outside a transaction, and those with double-quoted strings', async () => {
    const { project, runtime } = makeProject({
      scripts: {
        '0001-a.sql': 'PRAGMA journal_mode = WAL;\nCREATE TABLE a (x);\n',
        '0002-b.sql': 'CREATE TABLE b (x);\nINSERT INTO b VALUES ("text");\n',
        '0003-c.sql': 'BEGIN;\nCREATE TABLE c (x);\nCOMMIT;\nVACUUM;\n',
      },
    });
    assert.deepEqual(names(await schemaAtVersion(project, 3, runtime)), [
      'table a',
      'table b',
      'table c',
    ]);
  });

  it('runs programs, and scripts that reach other files, only when it is told to', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TABLE a (x);',
        '0002-b.py':
          'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as c: c.execute("CREATE TABLE b (x)")\nopen("ran", "w").close()\n',
        '0003-c.sql': `ATTACH 'other.db' AS other;\nCREATE TABLE c (x);\n`,
      },
    });
    const { project, runtime, folder } = made;
    assert.deepEqual(names(await schemaAtVersion(project, 1, runtime)), ['table a']);
    await assert.rejects(
      schemaAtVersion(project, 3, runtime),
      /0002-b\.py|\.py script is a program/,
    );
    assert.equal(await codeOf(schemaAtVersion(project, 2, runtime)), 'script-not-replayed');
    assert.equal(readdirSync(folder).includes('ran'), false);
    const all = await schemaAtVersion(project, 2, runtime, { scripts: true });
    assert.deepEqual(names(all), ['table a', 'table b']);
    made.add({ '0002-b.py': '', '0002-b.sql': 'SELECT 1;' });
    const other = makeProject({ scripts: { '0001-c.sql': `ATTACH 'other.db' AS other;` } });
    assert.equal(
      await codeOf(schemaAtVersion(other.project, 1, other.runtime)),
      'script-not-replayed',
    );
  });

  it('runs a script that attaches a database in memory, which is no other file', async () => {
    const { project, runtime } = makeProject({
      scripts: { '0001-a.sql': `ATTACH ':memory:' AS m;\nCREATE TABLE a (x);\nDETACH m;` },
    });
    assert.deepEqual(names(await schemaAtVersion(project, 1, runtime)), ['table a']);
  });

  it('is such a script also where nothing closes a comment', () => {
    const database = join(temporaryFolder(), 'again.db');
    const texts = ['CREATE VIEW v AS SELECT 1 /* open', 'CREATE VIEW w AS SELECT 1 /*/'];
    execute(database, definitionsText([...texts, 'CREATE TABLE t (x)'].map((sql) => ({ sql }))));
    assert.deepEqual(column(database, 'SELECT name FROM sqlite_schema'), ['v', 'w', 't']);
  });

  it('costs one script more for one version more, as long as no text before it changes', async () => {
    const { project, runtime, add, events } = makeProject({
      scripts: Object.fromEntries(
        [1, 2, 3].map((n) => [`000${n}-s.sh`, `echo "CREATE TABLE t${n} (x);" | sqlite3 "$1"\n`]),
      ),
    });
    const cache = new ImageCache();
    const ran = async (version: number): Promise<readonly string[]> => {
      events.length = 0;
      await schemaAtVersion(project, version, runtime, { scripts: true, cache });
      return events.flatMap((event) =>
        event.type === 'script-started' ? [event.file.slice(-9)] : [],
      );
    };
    assert.deepEqual(await ran(2), ['0001-s.sh', '0002-s.sh']);
    assert.deepEqual(await ran(3), ['0003-s.sh']);
    assert.deepEqual(await ran(3), []);
    add({ '0002-s.sh': 'echo "CREATE TABLE other (x);" | sqlite3 "$1"\n' });
    assert.deepEqual(await ran(3), ['0001-s.sh', '0002-s.sh', '0003-s.sh']);
  });

  it('is cancelled between two scripts', async () => {
    const abort = new AbortController();
    abort.abort();
    const { project, runtime } = makeProject({
      scripts: SCRIPTS,
      runtime: { signal: abort.signal },
    });
    assert.equal(await codeOf(schemaAtVersion(project, 5, runtime)), 'cancelled');
  });
});

describe('remembered databases', () => {
  it('go when there are too many, the least recently used first', () => {
    const cache = new ImageCache();
    for (let index = 0; index < 64; index += 1) cache.put(String(index), new Uint8Array(10));
    cache.get('0');
    cache.put('new', new Uint8Array(10));
    assert.deepEqual(
      [cache.has('0'), cache.has('1'), cache.has('2'), cache.has('new')],
      [true, false, true, true],
    );
  });

  it('go when they are too big together, and one that is too big alone does not drive out others', () => {
    const cache = new ImageCache();
    const megabytes = (count: number) => new Uint8Array(count * 1024 * 1024);
    cache.put('a', megabytes(30));
    cache.put('b', megabytes(30));
    cache.put('huge', megabytes(65));
    assert.deepEqual([cache.has('a'), cache.has('b'), cache.has('huge')], [true, true, false]);
    cache.put('c', megabytes(30));
    assert.deepEqual([cache.has('a'), cache.has('b'), cache.has('c')], [false, true, true]);
  });
});
