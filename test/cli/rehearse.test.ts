import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureOf } from '../support/files.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = {
  'migrations/0001-book.sql':
    'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nINSERT INTO book VALUES (1, 1);\n',
};
const MORE = {
  '0002-isbn.sql': 'ALTER TABLE book ADD COLUMN isbn TEXT;\nDELETE FROM book;\n',
  '0003-say.sh': 'echo "said $FASTMIGRATE_REHEARSAL"\n',
};

/** A folder whose database is at version 1, with further scripts pending. */
function inApp(more: Readonly<Record<string, string>>, body: (folder: string) => void): void {
  inFolder(APP, (folder) => {
    fastmigrate(folder, ['create']);
    assert.equal(fastmigrate(folder, ['run']).code, 0);
    for (const [name, text] of Object.entries(more))
      writeFileSync(join(folder, 'migrations', name), text);
    body(folder);
  });
}

/** Times and sizes differ from run to run. */
function steady(text: string): string {
  return text.replaceAll(/\d+(\.\d)? m?s\b/g, 'T').replaceAll(/\d+\.\d KB/g, 'S');
}

describe('run --dry-run', () => {
  it('tells what the pending migrations would do, and changes nothing', () => {
    inApp(MORE, (folder) => {
      const before = pictureOf(folder);
      const { code, out, err } = fastmigrate(folder, ['run', '--dry-run']);
      assert.deepEqual(pictureOf(folder), before);
      assert.equal(code, 0);
      assert.equal(
        steady(out),
        `said 1
Rehearsed on a copy of data/database.db (S)
  ✓ 0002-isbn.sql  T, T under lock
      add column book.isbn TEXT
      book: 1 → 0 rows
  ✓ 0003-say.sh    T
All 2 migrations pass, version 1 → 3; data/database.db itself was not changed
`,
      );
      assert.match(err, /^warning: 0003-say\.sh is a program: /);
    });
  });

  it('exits 0 where nothing is pending, 1 where a migration fails, with its place', () => {
    inApp({}, (folder) => {
      const none = fastmigrate(folder, ['run', '--dry-run']);
      assert.deepEqual(none, {
        code: 0,
        out: 'Nothing is pending: data/database.db is at version 1\n',
        err: '',
      });
      const script = join(folder, 'migrations/0002-bad.sql');
      writeFileSync(script, 'SELECT 1;\n  SELEC 1;\n');
      const bad = fastmigrate(folder, ['run', '--dry-run']);
      assert.equal(bad.code, 1);
      assert.match(bad.out, /✗ 0002-bad\.sql {2}failed\n0 passed, 1 failed, version 1;/);
      assert.match(bad.err, /^migrations\/0002-bad\.sql:2:3: error: near "SELEC": syntax error/);
    });
  });

  it('refuses what a run refuses', () => {
    inApp(MORE, (folder) => {
      writeFileSync(join(folder, 'migrations/0001-book.sql'), 'CREATE TABLE other (x);\n');
      const { code, out, err } = fastmigrate(folder, ['run', '--dry-run', '--to', '2']);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /not run in state DIVERGED: 0001-book\.sql is diverged/);
      assert.equal(fastmigrate(folder, ['run', '--dry-run', '--to', '2', '--force']).code, 0);
    });
  });

  it('prints one JSON document', () => {
    inApp(MORE, (folder) => {
      const { code, json } = fastmigrateJson(folder, ['run', '--dry-run', '--to', '2']);
      const { ok, copyOf, migrations } = json as {
        ok: boolean;
        copyOf: string;
        migrations: readonly { result: string; tables: unknown; schema: { after: string } }[];
      };
      assert.deepEqual([code, ok, migrations.length], [0, true, 1]);
      assert.match(copyOf, /data\/database\.db$/);
      assert.deepEqual(migrations[0]?.tables, [{ table: 'book', before: 1, after: 0 }]);
      assert.match(migrations[0].schema.after, /isbn TEXT/);
    });
  });

  it('prints Markdown and nothing else', () => {
    inApp(MORE, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['run', '--dry-run', '--markdown']);
      assert.equal(code, 0);
      assert.match(out, /^## Rehearsal of `database\.db`\n\n✅ \*\*All 2 migrations pass\*\*/);
      assert.match(out, /\| `0002-isbn\.sql` \| ✅ passed \|/);
      assert.match(err, /^said 1$/m);
    });
  });

  it('copies the reference with --on reference, and makes no database where there is none', () => {
    inApp(MORE, (folder) => {
      writeFileSync(
        join(folder, '.fastmigrate'),
        '[paths]\ndb = data/none.db\nmigrations = migrations\nreference = prod.ref\n',
      );
      const missing = fastmigrate(folder, ['run', '--dry-run', '--on', 'reference']);
      assert.equal(missing.code, 1);
      assert.match(missing.err, /there is no reference at/);
      const data = readFileSync(join(folder, 'data/database.db'));
      writeFileSync(join(folder, 'prod.ref'), data);
      const reference = fastmigrate(folder, ['run', '--dry-run', '--on', 'reference']);
      assert.match(reference.out, /^Rehearsed on a copy of the reference of data\/none\.db/m);
      assert.match(reference.out, /version 1 → 3/);
      const empty = fastmigrate(folder, ['run', '--dry-run']);
      assert.match(empty.out, /on an empty database, since there is no data\/none\.db yet/);
      assert.match(empty.out, /version 0 → 3/);
      assert.equal(existsSync(join(folder, 'data/none.db')), false);
    });
  });

  it('takes its options only together', () => {
    inApp(MORE, (folder) => {
      for (const words of [
        ['--on', 'reference'],
        ['--markdown'],
        ['--dry-run', '--on', 'backup'],
        ['--dry-run', '--interactive'],
      ])
        assert.equal(fastmigrate(folder, ['run', ...words]).code, 2, words.join(' '));
    });
  });
});
