import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeProject, temporaryFolder } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { deedsOf, leftAtWorst } from './support/powerCut.ts';

const RUNTIME = "const { systemRuntime } = await import(src('library.ts'));";

async function applied(): Promise<Made> {
  const made = makeProject({
    scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sql': 'CREATE TABLE b (x);' },
  });
  assert.ok((await made.run()).ok);
  return made;
}

describe('a power cut', function () {
  this.timeout(20_000);

  it('costs no text when recorded scripts are written back over others', async () => {
    const made = await applied();
    const [edited, renamed] = ['0001-a.sql', '0002-mine.sql'].map((name) =>
      join(made.project.migrations, name),
    ) as [string, string];
    renameSync(join(made.project.migrations, '0002-b.sql'), renamed);
    for (const path of [edited, renamed]) appendFileSync(path, `-- what I did to ${path}`);
    const before = new Map([edited, renamed].map((path) => [path, readFileSync(path, 'utf8')]));
    const deeds = await deedsOf(
      `${RUNTIME}
      const { restoreScripts } = await import(src('core/migration/restoreScripts.ts'));
      restoreScripts(args[0], 'database', systemRuntime());`,
      [made.project],
    );
    for (let count = 0; count <= deeds.length; count += 1) {
      const left = [...leftAtWorst(deeds.slice(0, count), before).values()];
      for (const [path, text] of before) assert.ok(left.includes(text), `${path}, deed ${count}`);
    }
    const written = leftAtWorst(deeds, before);
    assert.equal(written.get(edited), 'CREATE TABLE a (x);');
    assert.equal(written.get(join(made.project.migrations, '0002-b.sql')), 'CREATE TABLE b (x);');
  });

  it('costs no script when it gets another number', async () => {
    const made = await applied();
    made.add({ '0002-late.sql': 'CREATE TABLE late (x);' });
    const path = join(made.project.migrations, '0002-late.sql');
    const before = new Map([[path, readFileSync(path, 'utf8')]]);
    const deeds = await deedsOf(
      `${RUNTIME}
      const { renumber } = await import(src('core/migration/renumber.ts'));
      await renumber(args[0], '0002-late.sql', systemRuntime());`,
      [made.project],
    );
    for (let count = 0; count <= deeds.length; count += 1)
      assert.deepEqual(
        new Set(leftAtWorst(deeds.slice(0, count), before).values()),
        new Set(before.values()),
        `deed ${count}`,
      );
  });

  for (const [what, call, expected] of [
    [
      'a database',
      "(await import(src('core/database/version.ts'))).createDatabase(args[0].database)",
      'new/data/app.db',
    ],
    [
      'a script',
      "(await import(src('core/migration/newMigration.ts'))).newMigration(args[0], 'a thing', 'sql')",
      'new/migrations/0001-a-thing.sql',
    ],
  ] as const)
    it(`leaves ${what} that was made, in folders that were made for it`, async () => {
      const root = temporaryFolder();
      const project = {
        ...makeProject().project,
        database: join(root, 'new', 'data', 'app.db'),
        migrations: join(root, 'new', 'migrations'),
      };
      const left = leftAtWorst(await deedsOf(call, [project]), new Map());
      assert.deepEqual([...left.keys()], [join(root, expected)]);
    });

  it('leaves the script that was generated', async () => {
    const made = await applied();
    const schema = join(made.folder, 'schema.sql');
    writeFileSync(schema, 'CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x);');
    const deeds = await deedsOf(
      `${RUNTIME}
      const { generateMigration } = await import(src('core/generate/generate.ts'));
      await generateMigration(args[0], {}, systemRuntime());`,
      [{ ...made.project, schema }],
    );
    const script = join(made.project.migrations, '0003-create-c.sql');
    assert.match(leftAtWorst(deeds, new Map()).get(script) ?? '', /CREATE TABLE c/);
  });

  it('leaves the backup that was made, and the script that an enrolled database names', async () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    const backups = join(made.folder, 'some', 'backups');
    const migrations = join(made.folder, 'new', 'migrations');
    const deeds = await deedsOf(
      `${RUNTIME}
      await (await import(src('core/backup/backup.ts'))).backupDatabase(args[0], systemRuntime());
      await (await import(src('core/migration/enroll.ts'))).enroll(args[0], systemRuntime());`,
      [{ ...made.project, backups, migrations }],
    );
    const left = [...leftAtWorst(deeds, new Map()).keys()];
    assert.equal(left.filter((path) => dirname(path) === backups).length, 1, left.join());
    assert.ok(left.includes(join(migrations, '0001-initial.sql')), left.join());
  });

  it('leaves the record of a guarded script until its version is on disk, and not after that', async () => {
    const made = makeProject({ scripts: { '0001-a.sh': 'exit 0' } });
    const deeds = await deedsOf(
      `${RUNTIME}
      await (await import(src('core/migration/run.ts'))).runPending(args[0], {}, systemRuntime());`,
      [made.project],
    );
    const record = `${made.database}.fastmigrate-run.json`;
    const place = deeds.findIndex(({ kind, path }) => kind === 'gone' && path === record);
    const around = [place - 1, place + 1].map((index) => deeds[index]);
    const synced = { kind: 'synced', path: dirname(made.database) };
    // SQLite ends a transaction by removing its journal, which need not be on disk when the statement is done.
    assert.deepEqual(around, [synced, synced]);
  });
});
