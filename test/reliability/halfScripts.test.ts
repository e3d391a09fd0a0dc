import assert from 'node:assert/strict';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateMigration } from '../../src/core/generate/generate.ts';
import { enroll } from '../../src/core/migration/enroll.ts';
import { newMigration } from '../../src/core/migration/newMigration.ts';
import { renumber } from '../../src/core/migration/renumber.ts';
import { restoreScripts } from '../../src/core/migration/restoreScripts.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

const LEFT = '.0007-left.sql.0123abcd.partial';
const BEING_WRITTEN = '.0008-now.sql.4567cdef.partial';
const OTHER = '.0009-mine.partial';

/** What commands that were killed leave: one long ago, one just now; and a file of somebody else. */
function leave({ project }: Made): void {
  for (const name of [LEFT, BEING_WRITTEN, OTHER])
    writeFileSync(join(project.migrations, name), 'CREATE TABLE ha');
  const long = Date.now() / 1000 - 120;
  for (const name of [LEFT, OTHER]) utimesSync(join(project.migrations, name), long, long);
}

async function applied(): Promise<Made> {
  const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
  assert.ok((await made.run()).ok);
  return made;
}

const WRITERS: Readonly<Record<string, () => Promise<{ made: Made; write: () => unknown }>>> = {
  new: async () => {
    const made = await applied();
    return { made, write: () => newMigration(made.project, 'a thing', 'py') };
  },
  generate: async () => {
    const made = await applied();
    const schema = join(made.folder, 'schema.sql');
    writeFileSync(schema, 'CREATE TABLE a (x); CREATE TABLE b (y);');
    return {
      made,
      write: () => generateMigration({ ...made.project, schema }, {}, made.runtime),
    };
  },
  enroll: () => {
    const made = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    return Promise.resolve({ made, write: () => enroll(made.project, made.runtime) });
  },
  renumber: async () => {
    const made = await applied();
    made.add({ '0001-late.sql': '-- 0001-late.sql' });
    return { made, write: () => renumber(made.project, '0001-late.sql', made.runtime) };
  },
  'restore --scripts': async () => {
    const made = await applied();
    appendFileSync(join(made.project.migrations, '0001-a.sql'), 'edited');
    return { made, write: () => restoreScripts(made.project, 'database', made.runtime) };
  },
};

describe('a script that was left half-written', () => {
  for (const [command, prepare] of Object.entries(WRITERS))
    it(`goes with the next ${command}, unless it may still be at work`, async () => {
      const { made, write } = await prepare();
      leave(made);
      await write();
      const hidden = namesIn(made.project.migrations).filter(
        (name) => name.startsWith('.') && name !== '.saved',
      );
      assert.deepEqual(hidden, [BEING_WRITTEN, OTHER]);
    });
});
