import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrintedError } from '../../src/cli/errors.ts';
import { openScratch, using } from '../../src/core/database/open.ts';
import { dump, execute, rows } from '../support/database.ts';
import { pictureOf } from '../support/files.ts';
import { runStock } from '../support/stockSqlite.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const OLD = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INT REFERENCES author ON DELETE CASCADE, title TEXT, notes TEXT);
CREATE INDEX by_title ON book (title);
CREATE VIEW titles AS SELECT title FROM book;`;
const ROWS = `INSERT INTO author VALUES (1, 'Austen'), (2, NULL);
INSERT INTO book VALUES (1, 1, 'Emma', 'x'), (2, 2, NULL, NULL);`;

/** A folder with an unversioned database and a desired schema, and nothing else. */
function between<T>(desired: string, body: (folder: string) => T): T {
  return inFolder({ 'schema.sql': desired }, (folder) => {
    execute(join(folder, 'app.db'), `${OLD}${ROWS}`);
    return body(folder);
  });
}

const diff = (folder: string, ...args: readonly string[]) =>
  fastmigrate(folder, ['diff', '--db', 'app.db', '--schema', 'schema.sql', ...args]);

describe('fastmigrate diff', () => {
  it('prints one line for each difference, exits with 1, and leaves no trace', () => {
    const desired = `${OLD.replace('notes TEXT', 'notes TEXT, pages INT')}\nCREATE TABLE tag (x);`;
    between(desired, (folder) => {
      const before = pictureOf(folder);
      const { code, out, err } = diff(folder);
      assert.deepEqual([code, err], [1, '']);
      assert.deepEqual(out.split('\n').toSorted(), [
        '',
        'add column book.pages INT',
        'create table tag',
      ]);
      assert.deepEqual(pictureOf(folder), before);
    });
  });

  it('says so where nothing differs, and prints nothing at all as SQL', () => {
    between(OLD.toLowerCase().replaceAll('austen', 'Austen'), (folder) => {
      const { code, out } = diff(folder);
      assert.deepEqual([code, out], [0, 'Nothing differs\n']);
      assert.deepEqual(diff(folder, '--sql'), { code: 0, out: '', err: '' });
    });
  });

  it('says what the oldest SQLite that is to run the SQL lacks', () => {
    const strict = 'CREATE TABLE tag (x TEXT, y TEXT AS (lower(x))) STRICT;';
    between(`${OLD}\n${strict}`, (folder) => {
      const newer = /^may not run everywhere: STRICT in tag needs SQLite 3\.37, and .* on 3\.35$/m;
      assert.match(diff(folder).out, newer);
      assert.doesNotMatch(diff(folder, '--target', '3.37').out, /everywhere/);
      const { out } = diff(folder, '--target', '3.30');
      assert.match(out, /everywhere: A generated column in tag needs SQLite 3\.31, and .* 3\.30$/m);
      assert.equal(diff(folder, '--sql').code, 0);
    });
  });

  it('prints SQL that stock SQLite runs in one transaction and that makes the schema', () => {
    const desired = OLD.replace('name TEXT', 'name TEXT UNIQUE').replace('(title)', '(title, id)');
    between(desired, (folder) => {
      const { code, out, err } = diff(folder, '--sql');
      assert.deepEqual([code, err], [0, '']);
      assert.equal(runStock(join(folder, 'app.db'), `BEGIN;\n${out}COMMIT;`), undefined);
      assert.equal(diff(folder).out, 'Nothing differs\n');
      assert.equal(rows(join(folder, 'app.db'), 'SELECT * FROM book').length, 2);
    });
  });

  it('prints SQL that begins with an empty database where there is none', () => {
    inFolder({ 'schema.sql': OLD }, (folder) => {
      const { code, out } = diff(folder, '--sql');
      assert.equal(code, 0);
      using(openScratch(), (connection) => {
        connection.exec(out);
        assert.equal(connection.get('SELECT count(1) AS n FROM sqlite_schema')?.['n'], 4);
      });
      assert.ok(!existsSync(join(folder, 'app.db')));
    });
  });

  it('compares two schema files, without any rows in the way', () => {
    inFolder(
      { 'a.sql': 'CREATE TABLE t (x TEXT);', 'schema.sql': 'CREATE TABLE t (x INT);' },
      (folder) => {
        const { code, out, err } = diff(folder, '--from', 'a.sql', '--sql');
        assert.deepEqual([code, err], [0, '']);
        assert.match(out, /DROP TABLE/);
      },
    );
  });

  it('compares another database than that of the project', () => {
    between(OLD, (folder) => {
      execute(join(folder, 'other.db'), OLD.split('\n')[0] ?? '');
      const { code, out } = diff(folder, '--from', 'other.db');
      assert.equal(code, 1);
      assert.match(out, /^create table book$/m);
    });
  });

  it('refuses rows that do not fit, with their number and a query, and prints nothing', () => {
    between(OLD.replace('name TEXT', 'name TEXT NOT NULL'), (folder) => {
      const { code, out, err } = diff(folder, '--sql', '--allow-destructive');
      assert.deepEqual([code, out], [1, '']);
      assert.match(
        err,
        /^fastmigrate: error: the data do not fit the desired schema:\n {2}author\.name: .*\(1 row\); list them: SELECT/,
      );
      const plain = diff(folder);
      assert.match(plain.out, /^does not fit: author\.name: /m);
    });
  });

  it('drops with consent only', () => {
    between(OLD.replace(', notes TEXT', ''), (folder) => {
      const { code, out, err } = diff(folder, '--sql');
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /book\.notes: .*\(1 row\)/);
      assert.match(diff(folder).out, /^needs --allow-destructive: book\.notes: /m);
      const allowed = diff(folder, '--sql', '--allow-destructive');
      assert.equal(allowed.code, 0);
      assert.match(allowed.out, /DROP COLUMN/);
      assert.doesNotMatch(diff(folder, '--allow-destructive').out, /needs/);
    });
  });

  it('guesses no rename: it asks, and takes either answer', () => {
    between(OLD.replace('notes TEXT', 'remarks TEXT'), (folder) => {
      const { code, out, err } = diff(folder, '--sql');
      assert.deepEqual([code, out], [1, '']);
      assert.match(
        err,
        /book\.remarks: .*--rename book\.notes=remarks, or with --no-rename book\.notes=remarks/,
      );
      assert.match(diff(folder).out, /^perhaps renamed: column book\.notes to remarks$/m);
      const { json } = fastmigrateJson(folder, [
        'diff',
        ...['--db', 'app.db', '--schema', 'schema.sql', '--sql'],
      ]);
      const { error } = json as { readonly error: PrintedError };
      assert.equal(error.code, 'undecided-rename');
      assert.deepEqual(
        error.candidates?.map(({ table, from, to }) => [table, from, to]),
        [['book', 'notes', 'remarks']],
      );
      const renamed = diff(folder, '--sql', '--rename', 'book.notes=remarks');
      assert.match(renamed.out, /RENAME COLUMN/);
      const replaced = diff(
        folder,
        ...['--sql', '--no-rename', 'book.notes=remarks', '--allow-destructive'],
      );
      assert.equal(replaced.code, 0, replaced.err);
      assert.doesNotMatch(replaced.out, /RENAME COLUMN/);
    });
  });

  it('refuses what would break an object that stays, naming it', () => {
    const desired = OLD.replace('title TEXT, ', '').replace(
      'CREATE INDEX by_title ON book (title);',
      '',
    );
    between(desired, (folder) => {
      const { code, out, err } = diff(folder, '--sql', '--allow-destructive');
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /titles/);
    });
  });

  it('keeps to the SQLite that is to run the SQL', () => {
    between(OLD.replace('notes TEXT', 'notes TEXT CHECK (notes <> 1)'), (folder) => {
      assert.match(diff(folder, '--sql').out, /DROP TABLE/);
      const { code, err } = diff(folder, '--sql', '--target', 'new');
      assert.deepEqual([code, /It is a version such as 3\.35/.test(err)], [2, true]);
    });
  });

  it('never writes to the database, whatever it prints', () => {
    between('', (folder) => {
      const before = dump(join(folder, 'app.db'));
      const { code } = diff(folder, '--sql', '--allow-destructive');
      assert.equal(code, 0);
      assert.deepEqual(dump(join(folder, 'app.db')), before);
    });
  });

  it('wants to know the desired schema', () => {
    between('', (folder) => {
      const { code, err } = fastmigrate(folder, ['diff', '--db', 'app.db']);
      assert.equal(code, 2);
      assert.match(err, /^fastmigrate: error: no desired schema is named/);
      writeFileSync(join(folder, '.fastmigrate'), '[paths]\ndb = app.db\nschema = schema.sql\n');
      assert.equal(fastmigrate(folder, ['diff']).code, 1);
    });
  });
});
