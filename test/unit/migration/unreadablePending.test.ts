import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectStatus } from '../../../src/core/backend/projectStatus.ts';
import { StatusMemory } from '../../../src/core/migration/statusMemory.ts';
import { makeProject } from '../../support/project.ts';

const SCRIPTS = { '0001-a.sql': 'CREATE TABLE a (x);\n', '0002-b.sql': '', '0003-c.sql': '' };
/** Latin-1, and so no UTF-8. */
const LATIN = Buffer.from("INSERT INTO a\nVALUES ('Köln');\n", 'latin1');

describe('a pending script that is no text', () => {
  it('is invalid and makes the project ERROR, until it is mended', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const file = join(made.project.migrations, '0002-b.sql');
    writeFileSync(file, LATIN);
    const memory = new StatusMemory(Date.now);
    const look = async (): Promise<unknown[]> => {
      const options = { openDatabase: true, memory };
      const { state, migrations } = await projectStatus(made.project, options, made.runtime);
      return [state, ...migrations.map(({ status }) => status)];
    };
    const wrong = ['ERROR', 'pending', 'invalid', 'pending'];
    assert.deepEqual(await look(), wrong);
    assert.deepEqual(await look(), wrong);
    writeFileSync(file, 'SELECT 1;');
    assert.deepEqual(await look(), ['PENDING', 'pending', 'pending', 'pending']);
  });

  it('says where it is no text', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    writeFileSync(join(made.project.migrations, '0002-b.sql'), LATIN);
    const { migrations } = await projectStatus(made.project, { openDatabase: true }, made.runtime);
    assert.match(migrations[1]?.detail ?? '', /not UTF-8 text/);
  });

  it('stops a run at its place before anything is applied, forced or not', async () => {
    for (const force of [false, true]) {
      const made = makeProject({ scripts: SCRIPTS });
      writeFileSync(join(made.project.migrations, '0002-b.sql'), LATIN);
      const { error, to } = await made.run({ force });
      assert.deepEqual(
        [error?.code, error?.line, error?.column, to],
        ['unreadable-script', 2, 11, 0],
      );
    }
  });

  it('is not read in Restricted Mode, where the database is not opened', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    writeFileSync(join(made.project.migrations, '0002-b.sql'), LATIN);
    const { migrations } = await projectStatus(made.project, { openDatabase: false }, made.runtime);
    assert.equal(migrations[1]?.status, 'unknown');
  });
});
