import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../src/core/backup/guard.ts';
import { executable } from '../cli/command.ts';
import { dump } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { temporaryFolder } from '../support/project.ts';
import { run } from './support/cli.ts';

const SOMEBODY = 65_534;
/** The superuser may write everywhere. */
const AS_SOMEBODY = process.getuid?.() === 0 ? { uid: SOMEBODY, gid: SOMEBODY } : {};

/** A project whose one script is applied, where nothing may be written any more. */
async function sealed(): Promise<string> {
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'migrations'));
  writeFileSync(join(root, 'migrations', '0001-a.sql'), 'CREATE TABLE a (x);');
  assert.equal(executable(root, 'create_db', []).code, 0);
  assert.equal((await run(root, ['run'])).code, 0);
  chmodSync(join(root, 'data', 'database.db'), 0o444);
  chmodSync(join(root, 'data'), 0o555);
  return root;
}

describe('a run where nothing may be written', function () {
  this.timeout(40_000);

  it('is done where nothing is pending, and fails where something is', async () => {
    const root = await sealed();
    const database = join(root, 'data', 'database.db');
    const before = dump(database);
    const idle = await run(root, ['run'], AS_SOMEBODY);
    assert.deepEqual(
      [idle.code, idle.json['ok'], idle.json['from'], idle.json['to']],
      [0, true, 1, 1],
      idle.err,
    );
    writeFileSync(join(root, 'migrations', '0002-b.sql'), 'CREATE TABLE b (x);');
    const busy = await run(root, ['run'], AS_SOMEBODY);
    assert.equal(busy.code, 1);
    assert.match(JSON.stringify(busy.json['error']), /"code":"read-only"/);
    writeFileSync(join(root, 'migrations', '0001-a.sql'), 'CREATE TABLE other (x);');
    const refused = await run(root, ['run'], AS_SOMEBODY);
    assert.match(JSON.stringify(refused.json['error']), /"code":"refused"/);
    assert.deepEqual(dump(database), before);
    assert.deepEqual(namesIn(join(root, 'data')), ['database.db']);
    chmodSync(join(root, 'data'), 0o755);
  });

  it('fails after a run that was cut off, which has to be put back first', async () => {
    const root = await sealed();
    const database = join(root, 'data', 'database.db');
    const snapshot = `${database}.fastmigrate-snapshot`;
    const startedAt = '2026-01-01T00:00:00.000Z';
    const record = { version: 1, file: '0001-a.sql', startedAt, snapshot, pid: 1 };
    chmodSync(join(root, 'data'), 0o755);
    writeFileSync(`${database}.fastmigrate-run.json`, JSON.stringify(record));
    chmodSync(join(root, 'data'), 0o555);
    assert.notEqual(readRecord(database), undefined);
    assert.equal((await run(root, ['run'], AS_SOMEBODY)).code, 1);
    chmodSync(join(root, 'data'), 0o755);
  });
});
