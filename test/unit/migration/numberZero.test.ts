import assert from 'node:assert/strict';
import { renumber } from '../../../src/core/migration/renumber.ts';
import { column } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

const FIRST = { '0001-a.sql': 'CREATE TABLE a (x);\n' };
const REASON = 'numbers begin with 1, so it is never run';

describe('a script of number 0', () => {
  it('is invalid, and does not count as applied', async () => {
    const made = makeProject({
      scripts: { '0000-zero.sql': 'CREATE TABLE zero (x);\n', ...FIRST },
    });
    const { state, migrations } = made.status();
    assert.equal(state, 'ERROR');
    assert.deepEqual(
      migrations.map(({ version, file, status, detail }) => [version, file, status, detail]),
      [
        [1, '0001-a.sql', 'pending', undefined],
        [null, '0000-zero.sql', 'invalid', REASON],
      ],
    );
    assert.equal((await made.run()).error?.code, 'refused');
    const forced = await made.run({ force: true });
    assert.deepEqual([forced.ok, forced.to], [true, 1]);
    assert.deepEqual(
      column(made.database, "SELECT name FROM sqlite_schema WHERE name = 'zero'"),
      [],
    );
  });

  it('stays in nobody’s way who runs as the Python tool does', async () => {
    const made = makeProject({ scripts: { '0000-zero.sql': 'nonsense', ...FIRST } });
    assert.equal((await made.run({ compatible: true })).to, 1);
  });

  it('can be renumbered, and is run then', async () => {
    const made = makeProject({
      scripts: { '0000-zero.sql': 'CREATE TABLE zero (x);\n', ...FIRST },
    });
    const { to } = await renumber(made.project, '0000-zero.sql', made.runtime);
    assert.equal(to, '0002-zero.sql');
    assert.equal((await made.run()).to, 2);
    assert.equal(made.status().state, 'CURRENT');
  });

  it('counts among scripts of one number', () => {
    const scripts = { '0000-a.sql': '', '0000-b.py': '', ...FIRST };
    const { errors } = makeProject({ scripts }).status();
    assert.equal(errors[0]?.code, 'duplicate-version');
  });

  it('is the same in a TupleSaver project', async () => {
    const made = makeProject({
      project: { convention: 'tuplesaver' },
      scripts: { '000.zero.sql': 'CREATE TABLE zero (x);\n' },
      database: 'none',
    });
    assert.equal(made.status().migrations[0]?.detail, REASON);
    const { to } = await renumber(made.project, '000.zero.sql', made.runtime);
    assert.equal(to, '001.zero.sql');
  });
});
