import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import {
  hasDoubleQuoted,
  headerDirectives,
  mentions,
  transactionUse,
} from '../../../src/core/sql/statementKind.ts';
import type { TransactionUse } from '../../../src/core/sql/statementKind.ts';

const USES: ReadonlyMap<TransactionUse | null, readonly string[]> = new Map<
  TransactionUse | null,
  readonly string[]
>([
  ['begin', ['BEGIN;', 'begin immediate transaction', '/* x */ Begin -- y\n;']],
  ['commit', ['COMMIT;', 'END TRANSACTION;', 'end']],
  ['rollback', ['ROLLBACK;', 'ROLLBACK TRANSACTION;', 'ROLLBACK TRANSACTION name;']],
  ['vacuum', ['VACUUM;', "VACUUM main INTO 'x.db';"]],
  ['attach', ["ATTACH 'x.db' AS x;", "ATTACH DATABASE 'x.db' AS x;"]],
  ['detach', ['DETACH x;', 'DETACH DATABASE x;']],
  [
    'pragma',
    [
      'PRAGMA journal_mode = WAL;',
      'PRAGMA main.journal_mode(delete);',
      'PRAGMA "main" . [Journal_Mode] = wal',
      'PRAGMA synchronous = OFF;',
      'EXPLAIN PRAGMA synchronous = OFF;',
      'EXPLAIN QUERY PLAN PRAGMA main.synchronous = 1;',
      'PRAGMA temp_store = MEMORY;',
      'PRAGMA wal_checkpoint;',
      'PRAGMA wal_checkpoint(TRUNCATE);',
      'PRAGMA foreign_keys = ON;',
      'PRAGMA foreign_keys(1);',
      "PRAGMA foreign_keys = 'yes';",
      'PRAGMA foreign_keys = + 1;',
    ],
  ],
  [
    null,
    [
      '',
      '-- only a comment',
      'SAVEPOINT a;',
      'RELEASE a;',
      'ROLLBACK TO a;',
      'ROLLBACK TRANSACTION TO SAVEPOINT a;',
      'ROLLBACK TRANSACTION name TO a;',
      'EXPLAIN BEGIN;',
      'EXPLAIN QUERY PLAN VACUUM;',
      '"BEGIN";',
      'CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END;',
      'CREATE TABLE vacuum (begin, commit);',
      'PRAGMA journal_mode;',
      'PRAGMA synchronous;',
      'PRAGMA foreign_keys;',
      'PRAGMA foreign_keys = OFF;',
      'PRAGMA foreign_keys = 0;',
      'PRAGMA foreign_keys(false);',
      'PRAGMA foreign_keys = no;',
      'PRAGMA foreign_keys = -1;',
      'PRAGMA defer_foreign_keys = ON;',
      'PRAGMA user_version = 7;',
      'PRAGMA page_size = 8192;',
      'PRAGMA auto_vacuum = 1;',
      'PRAGMA locking_mode = EXCLUSIVE;',
      'PRAGMA incremental_vacuum(10);',
    ],
  ],
]);

describe('transactionUse', () => {
  for (const [use, statements] of USES) {
    for (const statement of statements) {
      it(`${JSON.stringify(statement)} is ${use ?? 'free of transactions'}`, () => {
        assert.equal(transactionUse(statement), use);
      });
    }
  }

  const SETTINGS = [
    'on',
    'off',
    '0',
    '1',
    '2',
    '-1',
    '+1',
    '0x10',
    '1.5',
    "'yes'",
    '"true"',
    '[no]',
    'false',
    'maybe',
    'full',
    'default',
  ];
  for (const value of SETTINGS) {
    it(`reads foreign_keys = ${value} as SQLite does`, () => {
      const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false });
      const statement = `PRAGMA foreign_keys = ${value}`;
      database.exec(statement);
      const on = database.prepare('PRAGMA foreign_keys').get()?.['foreign_keys'] === 1;
      database.close();
      assert.equal(transactionUse(statement), on ? 'pragma' : null);
    });
  }
});

describe('headerDirectives', () => {
  it('reads the words of comment lines before the first statement', () => {
    const script =
      '\uFEFF-- Adds tags\r\n-- fastmigrate: no-transaction\r\n;--fastmigrate:a, b\nSELECT 1; -- fastmigrate: late\n';
    assert.deepEqual(headerDirectives(script), ['no-transaction', 'a', 'b']);
  });

  it('finds none in other comments, in strings or in an empty script', () => {
    const scripts = [
      '',
      '-- about fastmigrate: x\n',
      '/* fastmigrate: x */',
      "SELECT '\n-- fastmigrate: x\n';",
    ];
    for (const script of scripts) assert.deepEqual(headerDirectives(script), []);
  });
});

describe('hasDoubleQuoted', () => {
  it('sees tokens in double quotes only', () => {
    assert.ok(hasDoubleQuoted('SELECT 1;\nSELECT "a";'));
    assert.ok(!hasDoubleQuoted('SELECT \'"a"\', [b"c], `d"e` -- "f"\n/* "g" */'));
  });
});

describe('mentions', () => {
  it('finds a name however it is written', () => {
    const names = ['_meta', '_migrations'];
    for (const name of [
      '_meta',
      '_META',
      '"_Meta"',
      '[_migrations]',
      '`_meta`',
      "'_meta'",
      'main._meta',
    ]) {
      assert.ok(mentions(`DELETE FROM ${name};`, names), name);
    }
  });

  it('finds a name by its value, however it is written', () => {
    assert.ok(mentions('DROP TABLE "a""b"', ['A"B']));
    assert.ok(mentions('DROP TABLE [ÄRA]', ['Ära']));
    assert.ok(!mentions('DROP TABLE [ÄRA]', ['ära']));
    assert.ok(!mentions('DROP TABLE [\u212Aey]', ['key']));
  });

  it('ignores comments and longer names', () => {
    assert.ok(
      !mentions("SELECT a_meta, '_meta x' FROM _metadata; -- _meta\n/* _meta */", ['_meta']),
    );
  });
});
