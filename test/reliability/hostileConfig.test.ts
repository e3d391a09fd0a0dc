import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreBackup } from '../../src/core/backup/restore.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { fastmigrate } from '../cli/command.ts';
import { namesIn } from '../support/files.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';
import type { Made } from '../support/project.ts';

describe('links', () => {
  it('of scripts and folders are followed; a database is recorded once behind its links', async () => {
    const made = await versioned();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'real.sql'), 'CREATE TABLE linked (x);');
    symlinkSync(join(elsewhere, 'real.sql'), join(made.project.migrations, '0002-b.sql'));
    symlinkSync(made.project.migrations, join(made.folder, 'linked migrations'));
    symlinkSync(made.database, join(made.folder, 'linked.db'));
    const project = {
      ...made.project,
      database: join(made.folder, 'linked.db'),
      migrations: join(made.folder, 'linked migrations'),
    };
    assert.equal((await runPending(project, {}, made.runtime)).error?.message, undefined);
    assert.equal(made.status().state, 'CURRENT');
    assert.deepEqual(namesIn(made.folder), [
      'data',
      'linked migrations',
      'linked.db',
      'migrations',
    ]);
  });

  it('in a circle are said, and stop a run', async () => {
    const made = await versioned();
    const script = join(made.project.migrations, '0002-b.sql');
    symlinkSync(script, script);
    const { state, migrations } = made.status();
    assert.equal(state, 'ERROR');
    assert.match(
      migrations.find(({ status }) => status === 'invalid')?.detail ?? '',
      /cannot be read/,
    );
    assert.equal((await made.run()).error?.code, 'refused');
    const folder = join(made.folder, 'circle');
    symlinkSync(folder, folder);
    const report = await runPending({ ...made.project, migrations: folder }, {}, made.runtime);
    assert.equal(report.error?.code, 'no-migrations-folder');
  });

  it('to the database are no backup of it', async () => {
    const made = await versioned();
    const link = join(made.folder, 'link.backup');
    symlinkSync(made.database, link);
    await assert.rejects(restoreBackup(made.project, link, made.runtime), /database itself/);
  });
});

describe('a hostile configuration', () => {
  for (const [what, text] of [
    ['a circle of references', '[paths]\ndb = %(a)s\na = %(b)s\nb = %(a)s\n'],
    ['a reference to itself', '[paths]\ndb = %(db)s\n'],
    [
      'references that grow without end',
      `[paths]\na0 = ${'x'.repeat(100)}\n${Array.from({ length: 40 }, (_, n) => `a${n + 1} = ${`%(a${n})s`.repeat(10)}`).join('\n')}\ndb = %(a40)s\n`,
    ],
    ['a path that is too long', `[paths]\ndb = ${'x/'.repeat(1_000_000)}y\n`],
    ['a name that is too long', `[paths]\ndb = ${'x'.repeat(100_000)}\n`],
    ['NUL', '[paths]\ndb = a\0b\n'],
    ['bytes that are no text', Buffer.from([0x5b, 0xff, 0xfe, 0x5d])],
    ['a million sections', Array.from({ length: 200_000 }, (_, n) => `[s${n}]`).join('\n')],
  ] as const)
    it(`${what} is an error that ends at once`, () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, '.fastmigrate'), text);
      mkdirSync(join(folder, 'migrations'));
      const started = performance.now();
      for (const command of ['status', 'create']) {
        const { code, out } = fastmigrate(folder, [command, '--json']);
        assert.equal(code, 1);
        const { error, errors = [] } = JSON.parse(out);
        const failure = error ?? errors[0];
        assert.ok(failure !== undefined && failure.code !== 'internal', out.slice(0, 500));
      }
      assert.ok(performance.now() - started < 15_000);
      assert.deepEqual(namesIn(folder), ['.fastmigrate', 'migrations']);
    }).timeout(20_000);

  it('may name paths outside its folder, as the Python tool allows', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inner', 'migrations'), { recursive: true });
    writeFileSync(join(folder, 'inner', '.fastmigrate'), '[paths]\ndb = ../outer.db\n');
    assert.equal(fastmigrate(join(folder, 'inner'), ['create']).code, 0);
    assert.deepEqual(namesIn(folder), ['inner', 'outer.db']);
  });
});

/** A database at version 1 with one table and a history. */
async function versioned(): Promise<Made> {
  const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
  assert.equal((await made.run()).error?.message, undefined);
  return made;
}
