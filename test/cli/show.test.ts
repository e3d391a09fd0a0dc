import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder, MAIN } from './command.ts';

const APP = {
  'migrations/0001-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
  'migrations/0002-more.sql': `CREATE VIEW titles AS SELECT title FROM book;
CREATE INDEX by_title ON book (title);
`,
};

describe('show', () => {
  it('prints the schema as of a version as a script, and touches no database', () => {
    inFolder(APP, (folder) => {
      const book = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n';
      assert.deepEqual(fastmigrate(folder, ['show', '1']), { code: 0, out: book, err: '' });
      const latest = fastmigrate(folder, ['show']);
      assert.equal(
        latest.out,
        `${book}\nCREATE INDEX by_title ON book (title);\n\nCREATE VIEW titles AS SELECT title FROM book;\n`,
      );
      assert.deepEqual(fastmigrate(folder, ['show', '0']), { code: 0, out: '', err: '' });
      assert.deepEqual(readdirSync(folder), ['migrations']);
    });
  });

  it('prints objects as JSON', () => {
    inFolder(APP, (folder) => {
      const { code, json } = fastmigrateJson(folder, ['show', '1']);
      const sql = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)';
      const objects = [{ type: 'table', name: 'book', tableName: 'book', sql }];
      assert.deepEqual({ code, json }, { code: 0, json: { version: 1, objects } });
    });
  });

  it('exits 1 with the place where a script fails, and for a version that no script has', () => {
    inFolder({ ...APP, 'migrations/0003-bad.sql': 'SELECT 1;\n  SELEC 1;\n' }, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['show']);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /^migrations\/0003-bad\.sql:2:3: error: near "SELEC": syntax error/);
      assert.equal(fastmigrate(folder, ['show', '2']).code, 0);
      const missing = fastmigrateJson(folder, ['show', '7']);
      assert.equal(missing.code, 1);
      assert.match(JSON.stringify(missing.json), /"code":"no-such-version"/);
      assert.equal(fastmigrate(folder, ['show', 'x']).code, 2);
    });
  });

  it('runs programs only with --scripts', () => {
    const script = 'touch ran\nsqlite3 "$1" "CREATE TABLE made (x)"\n';
    inFolder({ ...APP, 'migrations/0003-made.sh': script }, (folder) => {
      const refused = fastmigrate(folder, ['show']);
      assert.equal(refused.code, 1);
      assert.match(
        refused.err,
        /^migrations\/0003-made\.sh: error: a \.sh script is a program.*--scripts/,
      );
      assert.equal(existsSync(join(folder, 'ran')), false);
      const { code, out } = fastmigrate(folder, ['show', '--scripts']);
      assert.equal(code, 0);
      assert.match(out, /CREATE TABLE made \(x\);/);
    });
  });
});

describe('schema-module', () => {
  it('prints the DDL of a module and nothing else', () => {
    const text = `console.log('noise'); export default ['CREATE TABLE a (x)', 'CREATE INDEX i ON a (x)'];`;
    inFolder({ 'schema.mjs': text }, (folder) => {
      const args = [MAIN, 'schema-module', join(folder, 'schema.mjs')];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      assert.deepEqual(
        [status, stdout, stderr],
        [0, 'CREATE TABLE a (x)\n;\nCREATE INDEX i ON a (x)\n;\n', 'noise\n'],
      );
    });
  });
});
