import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { column } from '../../support/database.ts';
import { BetterSqliteAdapter, MemoryAdapter } from '../../../src/schema/adapters.ts';

describe('the adapters of better-sqlite3', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'adapter-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('run statements and give rows back, in the order of their parameters', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2)');
    const insert = adapter.prepare('INSERT INTO t VALUES (?, ?)');
    assert.deepEqual(await insert.run('x', 'y'), { changes: 1, lastInsertRowid: 2 });
    await insert.finalize();
    const select = adapter.prepare('SELECT * FROM t WHERE a = ? AND b = ?');
    assert.deepEqual(await select.all('x', 'y'), [{ a: 'x', b: 'y' }]);
    assert.deepEqual(await select.get(1, 2), { a: 1, b: 2 });
    assert.equal(await select.get(2, 1), undefined);
    await adapter.close();
  });

  it('take any statement in any way', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE t (a)');
    assert.deepEqual(await adapter.prepare('INSERT INTO t VALUES (1)').all(), []);
    await adapter.prepare('INSERT INTO t VALUES (2) RETURNING a').run();
    assert.equal((await adapter.prepare('SELECT count(*) AS n FROM t').get())?.['n'], 2);
    await adapter.close();
  });

  it('say how many rows a statement has changed, also where it gives rows back', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TABLE log (a)');
    await adapter.exec(
      'CREATE TRIGGER logged AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1), (2); END',
    );
    for (const [sql, changes, lastInsertRowid] of [
      ['INSERT INTO t (a) VALUES (?), (7), (8) RETURNING id', 3, 3],
      ['UPDATE t SET a = a + ? WHERE id > 1 RETURNING a', 2, 3],
      ['UPDATE t SET a = a + ? WHERE id > 9 RETURNING a', 0, 0],
      ['SELECT a FROM t WHERE a > ?', 0, 0],
      ['DELETE FROM t WHERE id > ? RETURNING a', 2, 3],
    ] as const) {
      const result = await adapter.prepare(sql).run(1);
      assert.deepEqual(result, { changes, lastInsertRowid }, sql);
    }
    await adapter.close();
  });

  it('commit a transaction that ends and undo one that throws', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE t (a)');
    assert.equal(
      await adapter.transaction(async () => {
        await adapter.exec('INSERT INTO t VALUES (1)');
        return 'done';
      }),
      'done',
    );
    const failing = adapter.transaction(async () => {
      await adapter.exec('INSERT INTO t VALUES (2)');
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.deepEqual(await adapter.prepare('SELECT a FROM t').all(), [{ a: 1 }]);
    await adapter.close();
  });

  it('open a file with the first use, and with open', async () => {
    const [one, two] = [join(folder, 'one.db'), join(folder, 'two.db')];
    const adapter = new BetterSqliteAdapter(one);
    assert.equal(adapter.isOpen(), false);
    assert.equal(existsSync(one), false);
    await adapter.exec('CREATE TABLE first (a)');
    assert.equal(adapter.isOpen(), true);
    await assert.rejects(adapter.open(two), /the adapter is open/);
    await adapter.close();
    assert.equal(adapter.isOpen(), false);
    await assert.rejects(adapter.exec('SELECT 1'), /the adapter is closed/);
    await adapter.open(two);
    await adapter.exec('CREATE TABLE second (a)');
    await adapter.close();
    const names = 'SELECT name FROM sqlite_schema';
    assert.deepEqual([column(one, names), column(two, names)], [['first'], ['second']]);
  });

  it('need a path', async () => {
    await assert.rejects(new BetterSqliteAdapter().exec('SELECT 1'), /call open with a path/);
    const adapter = new BetterSqliteAdapter();
    await adapter.open(':memory:');
    await adapter.exec('SELECT 1');
    await adapter.close();
  });

  it('hand out the database as a file', async () => {
    const adapter = new MemoryAdapter();
    await adapter.exec('CREATE TABLE t (a); INSERT INTO t VALUES (7)');
    const file = join(folder, 'copy.db');
    writeFileSync(file, await adapter.exportDatabase());
    await adapter.close();
    assert.deepEqual(column(file, 'SELECT a FROM t'), [7]);
  });
});
