import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { readStatus } from '../../../src/core/migration/status.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

/** A TupleSaver project whose folder of scripts is not there. */
function withoutFolder(place?: string): Made {
  const made = makeProject({ database: 'none', project: { convention: 'tuplesaver' } });
  const migrations = place ?? `${made.database}.migrations`;
  rmSync(made.project.migrations, { recursive: true });
  return { ...made, project: { ...made.project, migrations } };
}

describe('a missing folder of scripts of TupleSaver', () => {
  it('is empty where it is the one beside the database', () => {
    const { project } = withoutFolder();
    const { state, errors } = readStatus(project, { openDatabase: true });
    assert.deepEqual([state, errors], ['ABSENT', []]);
  });

  it('is an error where another one is named', () => {
    const { project } = withoutFolder('/nowhere/migrations');
    const { errors } = readStatus(project, { openDatabase: true });
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['no-migrations-folder'],
    );
  });
});
