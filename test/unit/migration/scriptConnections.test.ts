import assert from 'node:assert/strict';
import { column, execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

const FOUR = {
  '0001-a.sql': 'CREATE TABLE a (x);',
  '0002-b.sql': 'CREATE TABLE b (x);',
  '0003-c.sql': 'INSERT INTO a VALUES (3);',
  '0004-d.sql': 'INSERT INTO a VALUES (4);',
};

const VIEW = 'DROP TABLE _meta; CREATE VIEW _meta AS SELECT 1 AS id, 3 AS version;';

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

  for (const [what, sql, code] of [
    ['another version', 'UPDATE _meta SET version = 7', 'changed-elsewhere'],
    [
      'a trigger on the version',
      'CREATE TRIGGER t AFTER UPDATE ON _meta BEGIN UPDATE _meta SET version = 77; END',
      'bad-version-record',
    ],
    ['a view in place of the version', VIEW, 'bad-version-record'],
    ['no table of records', 'DROP TABLE _migrations', undefined],
  ] as const)
    it(`find ${what} that another program wrote between them`, async () => {
      const made = makeProject({ scripts: FOUR });
      let asked = 0;
      const report = await made.run({
        approve: async () => {
          asked += 1;
          if (asked === 4) execute(made.database, sql);
          return 'run';
        },
      });
      assert.deepEqual([report.error?.code, report.to], [code, code === undefined ? 4 : 3]);
    });

  for (const atomic of [false, true])
    for (const [what, third, fourth] of [
      ['by name', 'CREATE TABLE c (x);', 'UPDATE _meta SET version = 7;'],
      [
        'by a trigger',
        'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE _meta SET version = 7; END;',
        'INSERT INTO a VALUES (1);',
      ],
    ] as const)
      it(`cannot write the version ${what}, ${atomic ? 'together' : 'one by one'}`, async () => {
        const scripts = { ...FOUR, '0003-c.sql': third, '0004-d.sql': fourth };
        const made = makeProject({ scripts });
        const report = await made.run({ atomic });
        assert.equal(report.error?.code, 'protected-table');
        assert.deepEqual(column(made.database, 'SELECT version FROM _meta'), [atomic ? 0 : 3]);
      });

  it('are each recorded, together too', async () => {
    const made = makeProject({ scripts: FOUR });
    assert.equal((await made.run({ atomic: true })).ok, true);
    assert.deepEqual(column(made.database, 'SELECT version FROM _meta'), [4]);
    assert.deepEqual(column(made.database, 'SELECT id FROM _migrations ORDER BY id'), [1, 2, 3, 4]);
  });
});
