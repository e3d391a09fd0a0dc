import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StatusMemory } from '../../../src/core/migration/statusMemory.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import type { StatusReport } from '../../../src/core/migration/report.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

const SCRIPTS = {
  '0001-a.sql': 'CREATE TABLE a (x);\n',
  '0002-b.sql': 'CREATE TABLE b (x);\n',
  '003-c.sql': '',
};

/** State, version and the status of each script. */
function seen({ state, version, migrations }: StatusReport): unknown[] {
  return [state, version, ...migrations.map(({ status }) => status)];
}

describe('the status of scripts where the database tells nothing', () => {
  it('is unknown where it is no database, and a name is wrong all the same', () => {
    const made = makeProject({ scripts: SCRIPTS, database: 'none' });
    writeFileSync(made.database, 'This is not a valid SQLite database');
    assert.deepEqual(seen(made.status()), ['ERROR', null, 'unknown', 'unknown', 'invalid']);
  });

  it('is unknown where its version record cannot be used', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' } });
    execute(made.database, 'DELETE FROM _meta');
    assert.deepEqual(seen(made.status()), ['ERROR', null, 'unknown']);
  });

  it('is pending where there is no database, as all of them will run', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' }, database: 'none' });
    assert.deepEqual(seen(made.status()), ['ABSENT', null, 'pending']);
  });

  it('is unknown for declarative scripts too', () => {
    const made = makeProject({
      database: 'none',
      project: { convention: 'tuplesaver' },
      scripts: { '001.a.sql': '' },
    });
    const declarative = join(made.project.migrations, 'views_indexes_triggers');
    mkdirSync(declarative);
    writeFileSync(join(declarative, 'view.sql'), '');
    writeFileSync(made.database, 'This is not a valid SQLite database');
    assert.deepEqual(seen(made.status()), ['ERROR', null, 'unknown', 'unknown']);
  });

  it('is told anew once the database can be read', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' } });
    const memory = new StatusMemory(Date.now);
    const look = (): unknown[] => seen(readStatus(made.project, { openDatabase: true, memory }));
    execute(made.database, 'DELETE FROM _meta');
    assert.deepEqual(look(), ['ERROR', null, 'unknown']);
    execute(made.database, 'INSERT INTO _meta VALUES (1, 0)');
    assert.deepEqual(look(), ['PENDING', 0, 'pending']);
  });

  it('is unknown where the database is not opened', () => {
    const made = makeProject({ scripts: { '0001-a.sql': '' } });
    const { migrations } = readStatus(made.project, { openDatabase: false });
    assert.deepEqual(
      migrations.map(({ file, status }) => [file, status]),
      [['0001-a.sql', 'unknown']],
    );
  });
});
