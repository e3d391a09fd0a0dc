import assert from 'node:assert/strict';
import { join } from 'node:path';
import { column, execute } from '../support/database.ts';
import { executable, fastmigrate, inFolder } from './command.ts';

/** A database whose table `_migrations` belongs to the application, as PocketBase has one. */
const FOREIGN = `CREATE TABLE _migrations (file VARCHAR(255) PRIMARY KEY NOT NULL, applied INTEGER NOT NULL);
INSERT INTO _migrations VALUES ('1_first.js', 1700000000);`;

const SCRIPTS = {
  'migrations/0001-shelf.sql': 'CREATE TABLE shelf (x);\n',
  'migrations/0002-book.sql': 'CREATE TABLE book (x);\n',
};

/** A versioned database with such a table, and whether the project keeps a history. */
function inProject(history: 'on' | 'off', test: (folder: string, database: string) => void): void {
  const config = { '.fastmigrate': `[paths]\ndb = app.db\nhistory = ${history}\n` };
  inFolder({ ...SCRIPTS, ...config }, (folder) => {
    const database = join(folder, 'app.db');
    assert.equal(executable(folder, 'create_db', ['--db', 'app.db']).code, 0);
    execute(database, FOREIGN);
    test(folder, database);
    assert.deepEqual(column(database, 'SELECT file FROM _migrations'), ['1_first.js']);
  });
}

const version = (database: string): unknown[] => column(database, 'SELECT version FROM _meta');

describe("a table _migrations that is another program's", () => {
  for (const history of ['on', 'off'] as const)
    it(`is left to it by the Python-compatible executables, with history ${history}`, () => {
      inProject(history, (folder, database) => {
        const { code, err } = executable(folder, 'run_migrations', []);
        assert.deepEqual([code, err], [0, '']);
        assert.deepEqual(version(database), [2]);
      });
    });

  it('is left to it by baseline and run where no history is kept', () => {
    inProject('off', (folder, database) => {
      execute(database, 'CREATE TABLE shelf (x)');
      assert.deepEqual(fastmigrate(folder, ['baseline', '1']).err, '');
      assert.deepEqual(version(database), [1]);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      assert.deepEqual(version(database), [2]);
      assert.equal(fastmigrate(folder, ['status']).code, 0);
    });
  });

  it('is an error that names what helps where a history is kept', () => {
    inProject('on', (folder) => {
      for (const command of [['status'], ['run'], ['baseline', '1']]) {
        const { code, out, err } = fastmigrate(folder, command);
        assert.equal(code, 1);
        assert.match(
          out + err,
          /the table _migrations is another program's, as it lacks id, .*\. Give that table another name, or switch "history" off to leave it alone\n/,
        );
        assert.doesNotMatch(out + err, /by hand/);
      }
    });
  });

  it('is an error that names what helps in a TupleSaver project', () => {
    inFolder({ 'app.db.migrations/001.a.sql': 'CREATE TABLE a (x);\n' }, (folder) => {
      const database = join(folder, 'app.db');
      execute(database, `${FOREIGN} CREATE TABLE a (x);`);
      const project = ['--db', 'app.db', '--migrations', 'app.db.migrations'];
      const { code, err } = fastmigrate(folder, ['run', ...project]);
      assert.equal(code, 1);
      assert.match(err, /Nothing was changed\. Give that table another name and try again\n/);
      execute(database, 'ALTER TABLE _migrations RENAME TO theirs');
      assert.equal(fastmigrate(folder, ['baseline', '1', ...project]).code, 0);
      assert.equal(fastmigrate(folder, ['status', ...project]).code, 0);
      assert.deepEqual(column(database, 'SELECT file FROM theirs'), ['1_first.js']);
    });
  });
});
