import assert from 'node:assert/strict';
import { join } from 'node:path';
import { saveReference } from '../../../src/core/backup/reference.ts';
import { appliedText } from '../../../src/core/migration/appliedText.ts';
import { referenceText } from '../../../src/core/migration/reference.ts';
import { makeProject, temporaryFolder, type Made } from '../../support/project.ts';

/** A database at version 0 in which another program has a table of our table's name. */
const FOREIGN = `CREATE TABLE _meta (id INTEGER PRIMARY KEY, version); INSERT INTO _meta VALUES (1, 0);
  CREATE TABLE _migrations (file TEXT, applied INTEGER)`;

function made(): Made {
  return makeProject({
    scripts: { '0001-shelf.sql': 'CREATE TABLE shelf (id INTEGER);' },
    database: { sql: FOREIGN },
    project: { history: false, reference: join(temporaryFolder(), 'app.ref') },
  });
}

describe('where no history is kept', () => {
  it('the reference too may have a table _migrations of another program', async () => {
    const project = made();
    await saveReference(project.project, project.runtime);
    const { state, errors, reference } = project.status();
    assert.deepEqual([state, errors, reference?.version], ['PENDING', [], 0]);
    assert.equal((await project.run()).ok, true);
    assert.equal(project.status().state, 'CURRENT');
    assert.equal(referenceText(project.project, 1), null);
  });

  it('nothing is known of the text that was applied', async () => {
    const { project, run } = made();
    assert.equal((await run()).ok, true);
    assert.equal(appliedText(project, 1), null);
  });
});
