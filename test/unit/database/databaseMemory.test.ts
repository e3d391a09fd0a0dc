import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseMemory } from '../../../src/core/database/databaseMemory.ts';
import type { DatabaseMemoryOptions } from '../../../src/core/database/databaseMemory.ts';
import { openReadOnly, using } from '../../../src/core/database/open.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

/** A database whose version is looked up with a memory, and how often it was read for that. */
function counted(options: Partial<DatabaseMemoryOptions<unknown>> = {}) {
  const { database } = makeProject();
  let readings = 0;
  const memory = new DatabaseMemory<unknown>({
    now: () => Date.now() + 60_000,
    keeps: () => true,
    ...options,
  });
  const version = (): unknown =>
    memory.read(
      database,
      (connection) => {
        readings += 1;
        return connection.get('SELECT version FROM _meta')?.['version'];
      },
      0,
    );
  return { database, version, readings: () => readings };
}

describe('the memory of a database', () => {
  it('answers without reading as long as nobody has written', async () => {
    const { database, version, readings } = counted();
    assert.deepEqual([version(), version(), version(), readings()], [0, 0, 0, 1]);
    await sleep(30);
    execute(database, 'UPDATE _meta SET version = 4');
    assert.deepEqual([version(), version(), readings()], [4, 4, 2]);
  });

  it('answers for an idle write-ahead database too', async () => {
    const { database, version, readings } = counted();
    execute(database, 'PRAGMA journal_mode = WAL');
    assert.deepEqual([version(), version(), readings()], [0, 0, 1]);
    await sleep(30);
    execute(database, 'UPDATE _meta SET version = 4');
    assert.deepEqual([version(), version(), readings()], [4, 4, 2]);
  });

  it('does not hold what was written just before', () => {
    let now = 0;
    const { database, version, readings } = counted({ now: () => now });
    now = statSync(database).ctimeMs + 2100;
    assert.deepEqual([version(), version(), readings()], [0, 0, 2]);
    now = statSync(database).ctimeMs + 4000;
    assert.deepEqual([version(), version(), readings()], [0, 0, 3]);
  });

  it('does not hold what is too big, nor a failure', () => {
    const { version, readings } = counted({ keeps: () => false });
    assert.deepEqual([version(), version(), readings()], [0, 0, 2]);
    const { database, version: failing, readings: tries } = counted();
    execute(database, 'DROP TABLE _meta');
    for (let turn = 1; turn < 3; turn += 1) {
      assert.throws(failing, /_meta/);
      assert.equal(tries(), turn);
    }
  });

  it('leaves the files of an open database alone, whose locks would be lost', () => {
    const { database, version, readings } = counted();
    using(openReadOnly(database), () => {
      assert.deepEqual([version(), version(), readings()], [0, 0, 2]);
    });
  });
});
