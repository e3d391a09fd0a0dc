import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../support/database.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/02-b.sql': 'CREATE TABLE b (x);\n',
};

/** What commands say on stderr, with their exit codes. */
function said(
  files: Readonly<Record<string, string>>,
  ...commands: readonly (readonly string[])[]
): (readonly [code: number | null, err: string])[] {
  return inFolder(files, (folder) =>
    commands.map((args) => {
      const { code, err } = fastmigrate(folder, args);
      return [code, err.replaceAll(folder, 'FOLDER')] as const;
    }),
  );
}

describe('an odd use of a command', () => {
  it('names a configuration that is not there without a line of it', () => {
    const [missing, folder] = said(
      APP,
      ['status', '--config', 'nope'],
      ['status', '--config', 'migrations'],
    );
    assert.deepEqual(missing, [
      1,
      'nope: error: the configuration file does not exist. Nothing was changed\n',
    ]);
    assert.match(folder?.[1] ?? '', /^migrations: error: is a folder/);
  });

  it('says what is wrong with the header of a section', () => {
    const [first] = said({ ...APP, '.fastmigrate': '[paths\ndb = x\n' }, ['status']);
    assert.match(
      first?.[1] ?? '',
      /^\.fastmigrate:1:1: error: the bracket of this section is never closed\. Nothing was changed\n {2}1 \| \[paths\n$/,
    );
    const [second] = said({ ...APP, '.fastmigrate': '[paths]\n[database b\ndb = x\n' }, ['status']);
    assert.match(second?.[1] ?? '', /^\.fastmigrate:2:1: error: the bracket of this section/);
  });

  it('tells what to do about a script that cannot be used', () => {
    const [created, run] = said(APP, ['create'], ['run']);
    assert.equal(created?.[0], 0);
    assert.match(
      run?.[1] ?? '',
      /02-b\.sql is invalid: the number must have four digits, not 2; correct it, or take it out of the folder\. Nothing was changed\n$/,
    );
  });

  it('is told which scripts a schema leaves out', () => {
    inFolder(APP, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['show']);
      assert.deepEqual(
        [code, out, err],
        [
          0,
          'CREATE TABLE a (x);\n',
          'warning: 02-b.sql is left out: the number must have four digits, not 2\n',
        ],
      );
      assert.equal(fastmigrate(folder, ['show', '1']).err, '');
    });
  });

  it('is told of an argument in plain words', () => {
    const [version, seconds, path] = said(
      APP,
      ['baseline', 'x'],
      ['run', '--wait', '-5'],
      ['status', '--db', ''],
    );
    assert.deepEqual(version, [
      2,
      "fastmigrate: error: 'x' is no 'version'. It is a whole number from 0 to 9999.\n  Try: fastmigrate baseline --help\n",
    ]);
    assert.match(seconds?.[1] ?? '', /It is a number of seconds from 0 up\./);
    assert.deepEqual(path, [
      2,
      'fastmigrate: error: db: it is empty; give a path. Nothing was changed\n',
    ]);
  });

  it('names the flag that has named a schema', () => {
    inFolder(APP, (folder) => {
      writeFileSync(join(folder, 's.sql'), 'CREATE TABLE a (x);');
      const at = ['diff', '--schema', 's.sql', '--from'];
      const { code, err } = fastmigrate(folder, [...at, 'nope.sql']);
      assert.equal(code, 1);
      assert.match(
        err,
        /error: no schema from .*nope\.sql: there is no such file\. Nothing was changed\. Correct it, or name another one with --from\n$/,
      );
      const wrong = fastmigrate(folder, ['diff', '--schema', 'nope.sql', '--from', 's.sql']);
      assert.match(wrong.err, /no desired schema from .*nope\.sql.* with --schema\n$/);
    });
  });

  it('is not sent to the command that has just failed', () => {
    inFolder(APP, (folder) => {
      execute(join(folder, 'app.db'), 'CREATE TABLE _meta (a); INSERT INTO _meta VALUES (1)');
      const { code, err } = fastmigrate(folder, ['baseline', '0', '--db', 'app.db']);
      assert.equal(code, 1);
      assert.match(err, /no such column: id\. Nothing was changed\. Correct the table with SQL/);
      assert.doesNotMatch(err, /baseline/);
    });
  });

  it('tells no version where none is known', () => {
    inFolder({ ...APP, 'app.db': 'this is no database at all' }, (folder) => {
      const at = (database: string): unknown => {
        const { code, json } = fastmigrateJson(folder, ['run', '--db', database]);
        const { from, to, ok } = json as Record<string, unknown>;
        return [code, ok, from, to];
      };
      assert.deepEqual(at('app.db'), [1, false, null, null]);
      assert.deepEqual(at('none.db'), [1, false, null, null]);
    });
  });

  it('says in lint that the database was not asked', () => {
    inFolder({ ...APP, 'app.db': 'this is no database at all' }, (folder) => {
      const { code, out } = fastmigrate(folder, ['lint', '--db', 'app.db', '0001-a.sql']);
      assert.equal(code, 0);
      assert.match(
        out,
        /^note: the database was not asked, so every script was looked at: not a us/,
      );
      const { out: without } = fastmigrate(folder, ['lint', '--database', 'none', '0001-a.sql']);
      assert.equal(without, '1 script looked at: nothing found\n');
    });
  });

  it('looks for the database that lint is to count rows in', () => {
    const [missing, none] = said(
      APP,
      ['lint', '--database', 'nope.db', '0001-a.sql'],
      ['lint', '--database', 'none', '0001-a.sql'],
    );
    assert.deepEqual([missing?.[0], none?.[0]], [1, 0]);
    assert.match(missing?.[1] ?? '', /database file does not exist: .*nope\.db/);
  });

  it('is wrong usage where flags of lint exclude each other', () => {
    const [files] = said(APP, ['lint', '--all', '0001-a.sql']);
    assert.equal(files?.[0], 2);
    assert.match(files?.[1] ?? '', /FILE and --all exclude each other/);
    inFolder(APP, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['lint', '--json', '--format', 'sarif']);
      assert.deepEqual([code, err], [2, '']);
      const { error } = JSON.parse(out) as { readonly error: object };
      assert.deepEqual(error, {
        code: 'usage',
        message: '--json and --format sarif exclude each other\nTry: fastmigrate lint --help',
        changed: false,
      });
    });
  });
});
