import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { column } from '../support/database.ts';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };
const VERSION = 'SELECT version FROM _meta';

/** Asserts that a command line with options that contradict each other is refused and does nothing. */
function refused(args: readonly string[], said: RegExp): void {
  inFolder(APP, (folder) => {
    fastmigrate(folder, ['create']);
    const { code, out, err } = fastmigrate(folder, args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, said);
    assert.deepEqual(column(join(folder, 'data/database.db'), VERSION), [0]);
  });
}

describe('options that contradict each other are a wrong usage:', () => {
  for (const command of [['run'], ['apply', '0001-a.sql'], ['run', '--dry-run']])
    it(`${command.join(' ')} with and without a backup`, () => {
      const said = /error: --backup and --no-backup exclude each other\n {2}Try: fastmigrate /;
      refused([...command, '--backup', '--no-backup'], said);
      refused([...command, '--no-backup', '--backup'], said);
    });

  it('one of them twice does not', () => {
    inFolder(APP, (folder) => {
      fastmigrate(folder, ['create']);
      assert.equal(fastmigrate(folder, ['run', '--no-backup', '--no-backup']).code, 0);
    });
  });

  it('run that asks and asks nothing', () => {
    refused(['run', '--yes', '--interactive'], /'-y, --yes' cannot be used with .*'--interactive'/);
  });

  it('two forms of one output', () => {
    inFolder(APP, (folder) => {
      for (const args of [
        ['run', '--dry-run', '--markdown'],
        ['lint', '--format', 'text'],
      ]) {
        const { code, json } = fastmigrateJson(folder, args);
        assert.equal(code, 2);
        assert.match(JSON.stringify(json), /"code":"usage"/);
      }
      assert.equal(fastmigrateJson(folder, ['lint', '--format', 'json']).code, 0);
    });
  });
});

describe('run --yes', () => {
  it('runs as without it, since a run asks nothing', () => {
    inFolder(APP, (folder) => {
      for (const database of ['one.db', 'two.db'])
        fastmigrate(folder, ['create', '--db', database]);
      assert.equal(fastmigrate(folder, ['run', '--db', 'one.db', '--yes']).code, 0);
      assert.equal(fastmigrate(folder, ['run', '--db', '*.db', '-y']).code, 0);
      for (const database of ['one.db', 'two.db'])
        assert.deepEqual(column(join(folder, database), VERSION), [1]);
    });
  });
});

describe('an option whose value was left out', () => {
  it('does not take the next option for it', () => {
    refused(
      ['run', '--report', '--dry-run'],
      /error: option '--report <file>' has no value, since '--dry-run' is an option/,
    );
    refused(['status', '--db', '-v'], /'-v' is an option\. A value of that name .* --db=-v\n/);
    refused(['--db', '--backup'], /'--backup' is an option.*\n {2}Try: fastmigrate --help/);
    inFolder({}, (folder) => {
      const { code, json } = fastmigrateJson(folder, ['create', '--db']);
      assert.equal(code, 2);
      assert.match(JSON.stringify(json), /"code":"usage".*--db=--json/);
      assert.equal(existsSync(join(folder, '--json')), false);
    });
  });

  it('takes names that begin with a dash, and repeats them so that they are understood', () => {
    inFolder(APP, (folder) => {
      assert.equal(fastmigrate(folder, ['create', '--db', '-x.db']).code, 0);
      assert.ok(existsSync(join(folder, '-x.db')));
      assert.equal(fastmigrate(folder, ['create', '--db=--y.db']).code, 0);
      assert.match(
        fastmigrate(folder, ['status', '--db=--y.db']).out,
        /\nNext: fastmigrate run --db=--y\.db\n$/,
      );
    });
  });
});

describe('a desired schema that nobody has named', () => {
  it('is a wrong usage, which diff tells from a difference', () => {
    inFolder(APP, (folder) => {
      fastmigrate(folder, ['create']);
      fastmigrate(folder, ['run']);
      for (const command of ['diff', 'generate']) {
        const { code, err } = fastmigrate(folder, [command]);
        assert.equal(code, 2, command);
        assert.match(err, /no desired schema is named\..* Name one with --schema, or with the key/);
      }
      const { json } = fastmigrateJson(folder, ['diff']);
      assert.match(JSON.stringify(json), /"code":"no-desired-schema"/);
    });
  });
});

describe('a word of another tool', () => {
  it('leads to the command that does that here', () => {
    inFolder({}, (folder) => {
      const leads = (word: string, command: string): void => {
        const { code, err } = fastmigrate(folder, [word]);
        assert.equal(code, 2);
        assert.match(
          err,
          new RegExp(`unknown command '${word}'.*\\n  Try: fastmigrate ${command} --help\\n$`),
        );
      };
      leads('upgrade', 'run');
      leads('init', 'create');
      leads('stamp', 'baseline');
      leads('rollback', 'restore');
      assert.match(
        fastmigrate(folder, ['help', 'down']).err,
        /No script leads back here; a backup/,
      );
    });
  });
});
