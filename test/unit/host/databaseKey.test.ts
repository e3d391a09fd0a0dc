import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { concernsDatabase, databaseKey } from '../../../src/host/databaseKey.ts';

describe('databaseKey', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-key-'));
  const database = path.join(folder, 'a.db');

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('changes with the database and with its log', async () => {
    const keys = [await databaseKey(database)];
    fs.writeFileSync(database, 'one');
    keys.push(await databaseKey(database));
    fs.writeFileSync(database, 'longer');
    keys.push(await databaseKey(database));
    fs.writeFileSync(`${database}-wal`, 'log');
    keys.push(await databaseKey(database));
    assert.equal(new Set(keys).size, keys.length);
  });

  it('takes an empty log as none, and ignores shared memory and journals', async () => {
    fs.rmSync(`${database}-wal`);
    const before = await databaseKey(database);
    fs.writeFileSync(`${database}-wal`, '');
    fs.writeFileSync(`${database}-shm`, 'x');
    fs.writeFileSync(`${database}-journal`, 'x');
    assert.equal(await databaseKey(database), before);
  });

  it('tells the files that count from their neighbours', () => {
    const names = [
      'a.db',
      'a.db-wal',
      'a.db-shm',
      'a.db-journal',
      'b.db',
      'a.db.20260101_000000.backup',
    ];
    assert.deepEqual(
      names.filter((name) => concernsDatabase(name, 'a.db')),
      ['a.db', 'a.db-wal'],
    );
  });
});
