import assert from 'node:assert/strict';
import { column } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

describe('scripts that follow each other in one run', () => {
  it('do not see the temporary tables of the one before', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TEMP TABLE shared (n); CREATE TABLE kept (n);',
        '0002-b.sql': 'INSERT INTO shared VALUES (1);',
      },
    });
    const report = await made.run();
    assert.match(report.error?.message ?? '', /no such table: shared/);
    assert.equal(report.to, 1);
  });

  it('do not see the settings of the one before', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql':
          'CREATE TABLE seen (n); PRAGMA case_sensitive_like = ON; PRAGMA cell_size_check = ON;',
        '0002-b.sql': `INSERT INTO seen VALUES ('a' LIKE 'A'), ((SELECT * FROM pragma_cell_size_check));`,
      },
    });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT n FROM seen ORDER BY rowid'), [1, 0]);
  });

  it('start without a last row and without changes, as in a connection of their own', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TABLE seen (n); INSERT INTO seen VALUES (7);',
        '0002-b.sql':
          'INSERT INTO seen VALUES (last_insert_rowid()), (changes()), (total_changes());',
      },
    });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT n FROM seen ORDER BY rowid'), [7, 0, 0, 0]);
  });

  it('are each told apart as the cause of a foreign key violation, whatever way the key came in', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p);',
        '0002-b.sql': 'INSERT INTO child VALUES (1);',
        '0003-c.sql': 'ALTER TABLE child ADD COLUMN q REFERENCES parent;',
        '0004-d.sql': 'UPDATE child SET q = 5;',
      },
    });
    const report = await made.run();
    assert.equal(report.error?.code, 'foreign-key-violation');
    assert.equal(report.to, 3);
  });

  it('go on after a guarded one in between', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': 'CREATE TABLE log (n);',
        '0002-b.sql': 'INSERT INTO log VALUES (2); VACUUM;',
        '0003-c.sql': 'INSERT INTO log VALUES ("three");',
        '0004-d.sql': 'INSERT INTO log VALUES (4);',
      },
    });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT n FROM log ORDER BY rowid'), [2, 'three', 4]);
  });
});
