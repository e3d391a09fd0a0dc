import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerateReport } from '../../src/core/generate/generate.ts';
import type { PrintedError } from '../../src/cli/errors.ts';
import { execute, rows } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const FILES = {
  '.fastmigrate': '[paths]\ndb = app.db\nschema = schema.sql\n',
  'migrations/0001-initial.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT);\n',
};

/** A folder with a database at version 1 that holds two rows, and a desired table. */
function withDesired<T>(table: string, body: (folder: string) => T): T {
  return inFolder({ ...FILES, 'schema.sql': `${table};\n` }, (folder) => {
    assert.equal(fastmigrate(folder, ['create']).code, 0);
    assert.equal(fastmigrate(folder, ['run']).code, 0);
    execute(join(folder, 'app.db'), `INSERT INTO book (mail) VALUES ('a'), ('b')`);
    return body(folder);
  });
}

describe('fastmigrate generate', () => {
  it('writes the next script and says what it does', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT, pages INT)', (folder) => {
      const { code, out, err } = fastmigrate(folder, ['generate']);
      assert.deepEqual(
        [code, out, err],
        [
          0,
          'Wrote migrations/0002-alter-book.sql\n  add column book.pages INT\nProven on a copy of the database\n',
          '',
        ],
      );
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      const again = fastmigrate(folder, ['generate']);
      assert.deepEqual([again.code, again.out], [0, 'Nothing to generate\n']);
    });
  });

  it('takes words as the name, another schema, and prints the report as JSON', () => {
    withDesired('CREATE TABLE other (x)', (folder) => {
      const wanted = join(folder, 'wanted.sql');
      execute(
        join(folder, 'wanted.db'),
        'CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT, a)',
      );
      const { code, json } = fastmigrateJson(folder, [
        'generate',
        'count',
        'pages',
        '--schema',
        'wanted.db',
      ]);
      const report = json as GenerateReport & { readonly ok: boolean };
      assert.deepEqual([code, report.ok, report.proven], [0, true, true]);
      assert.match(report.file ?? '', /migrations\/0002-count-pages\.sql$/);
      assert.deepEqual(report.changes, ['add column book.a']);
      assert.deepEqual([report.hazards, report.undecided], [[], []]);
      assert.ok(!existsSync(wanted));
    });
  });

  it('prints the script alone where it is not to be written', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT, pages INT)', (folder) => {
      const { code, out } = fastmigrate(folder, ['generate', '--dry-run']);
      assert.equal(code, 0);
      assert.match(
        out,
        /^-- Makes the schema that schema\.sql asks for:\n[^]*ADD COLUMN pages INT;\n$/,
      );
      assert.deepEqual(namesIn(join(folder, 'migrations')), ['0001-initial.sql']);
    });
  });

  it('says what the oldest SQLite that scripts must run on lacks, also where there are no rows', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, mail TEXT) STRICT', (folder) => {
      for (const again of [false, true]) {
        if (again) rmSync(join(folder, 'app.db'));
        const { out } = fastmigrate(folder, ['generate', '--dry-run']);
        assert.match(
          out,
          /^-- What is at stake:\n(?:-- .*\n)*-- {3}STRICT in book needs SQLite 3\.37, and scripts must run on 3\.35\.\n/m,
        );
      }
      const { code, out } = fastmigrate(folder, ['generate']);
      assert.equal(code, 0);
      assert.match(out, /^may not run everywhere: STRICT in book needs SQLite 3\.37/m);
    });
  });

  it('names the rows that would be lost, and loses them with consent only', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY)', (folder) => {
      const { code, out, err } = fastmigrate(folder, ['generate']);
      assert.deepEqual([code, out], [1, '']);
      assert.match(
        err,
        /^fastmigrate: error: data would be lost:\n {2}book\.mail: .*\(2 rows\); list them: SELECT/,
      );
      assert.match(
        err,
        /Allow it with the option --allow-destructive of fastmigrate generate or diff\n$/,
      );
      const failed = fastmigrateJson(folder, ['generate']).json as { error: PrintedError };
      assert.equal(failed.error.code, 'destructive');
      assert.deepEqual(
        failed.error.problems?.map((problem) => [problem.object, problem.rows]),
        [['book.mail', 2]],
      );
      assert.equal(fastmigrate(folder, ['generate', '--allow-destructive']).code, 0);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
    });
  });

  it('asks what was renamed, and takes the answer as a flag', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, email TEXT)', (folder) => {
      const { code, out } = fastmigrate(folder, ['generate', '--dry-run']);
      assert.equal(code, 0);
      assert.match(out, /^SELECT choose_an_option_below_and_delete_this_line;$/m);
      const asked = fastmigrate(folder, ['generate']);
      assert.match(asked.out, /^perhaps renamed: column book\.mail to email$/m);
      assert.match(
        fastmigrate(folder, ['run']).err,
        /^migrations\/0002-alter-book\.sql:\d+:8: error: no such column: choose/,
      );
    });
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, email TEXT)', (folder) => {
      const answered = fastmigrate(folder, ['generate', '--rename', 'book.mail=email']);
      assert.equal(answered.code, 0, answered.err);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      assert.deepEqual(rows(join(folder, 'app.db'), 'SELECT email FROM book'), [
        { email: 'a' },
        { email: 'b' },
      ]);
      const script = readFileSync(join(folder, 'migrations/0002-alter-book.sql'), 'utf8');
      assert.doesNotMatch(script, /choose_an_option/);
    });
  });

  it('takes names in double quotes, and refuses an answer that is none', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY, "e=m.c" TEXT)', (folder) => {
      const answer = ['--rename', 'book.mail="e=m.c"'];
      const { code, err } = fastmigrate(folder, ['generate', ...answer]);
      assert.equal(code, 0, err);
      for (const wrong of ['mail', 'book.mail', 'a.b.c=d', '=x', 'book.mail='])
        assert.equal(fastmigrate(folder, ['generate', '--rename', wrong]).code, 2, wrong);
    });
  });

  it('stops at a desired schema that SQLite does not take, with the place', () => {
    withDesired('CREATE TABLE book (id INTEGER PRIMARY KEY);\nCREATE TABEL x (y)', (folder) => {
      const { code, err } = fastmigrate(folder, ['generate']);
      assert.equal(code, 1);
      assert.match(err, /^schema\.sql:2:8: error: near "TABEL": syntax error/);
    });
  });
});
