import assert from 'node:assert/strict';
import { makeProject } from '../../support/project.ts';
import { column, rows } from '../../support/database.ts';
import type { Made } from '../../support/project.ts';

const FAMILY = `
CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1, 'a'), (2, 'b');
INSERT INTO child VALUES (10, 1), (11, 2);`;
/** A row whose parent is gone, from before the migration. */
const ORPHAN = `INSERT INTO child VALUES (12, 99);`;

function family(script: string, more = ''): Made {
  return makeProject({
    scripts: { '0001-x.sql': script },
    database: {
      sql: `${FAMILY}${more} CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0); INSERT INTO _meta VALUES (1, 0)`,
    },
  });
}

const REBUILD_PARENT = `
CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO parent_new SELECT * FROM parent;
DROP TABLE parent;
ALTER TABLE parent_new RENAME TO parent;`;

describe('foreign keys during a migration', () => {
  it('that were violated before still are, and no more, where a table gets another name', async () => {
    const renames = `ALTER TABLE child RENAME TO kid; ALTER TABLE parent RENAME TO elder;`;
    assert.equal((await family(renames, ORPHAN).run()).ok, true);
    const another = await family(`${renames} INSERT INTO kid VALUES (13, 98);`, ORPHAN).run();
    assert.match(another.error?.message ?? '', /1 row of kid without a parent in elder/);
    const twice = await family(`${renames} INSERT INTO kid VALUES (13, 99);`, ORPHAN).run();
    assert.match(twice.error?.message ?? '', /1 row of kid without a parent in elder/);
  });

  it('keep the rows of the children when a rebuild drops the parent', async () => {
    const made = family(REBUILD_PARENT);
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT id FROM child'), [10, 11]);
  });

  it('keep the rows of the children when the script runs outside a transaction', async () => {
    const made = family(`-- fastmigrate: no-transaction\n${REBUILD_PARENT}`);
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(column(made.database, 'SELECT id FROM child'), [10, 11]);
  });

  for (const header of ['', '-- fastmigrate: no-transaction\n'])
    it(`fail a script ${header === '' ? 'in' : 'outside'} a transaction that leaves new violations`, async () => {
      const made = family(`${header}DELETE FROM parent WHERE id = 2;`, ORPHAN);
      const { error } = await made.run();
      assert.equal(error?.code, 'foreign-key-violation');
      assert.match(error.message, /1 row of child without a parent in parent/);
      assert.deepEqual(column(made.database, 'SELECT id FROM parent'), [1, 2]);
    });

  it('let violations stand that were there before', async () => {
    const made = family('UPDATE parent SET name = upper(name);', ORPHAN);
    assert.equal((await made.run()).ok, true);
  });

  it('know an old violation again when a rebuild moves its rowid', async () => {
    const made = family(
      `CREATE TABLE child_new (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id));
       INSERT INTO child_new (id, parent) SELECT id + 1000, parent FROM child;
       DROP TABLE child;
       ALTER TABLE child_new RENAME TO child;`,
      ORPHAN,
    );
    assert.equal((await made.run()).ok, true);
  });

  it('see a new violation that takes the rowid of an old one', async () => {
    const made = family(
      `DELETE FROM child WHERE id = 12; INSERT INTO child VALUES (12, 77);`,
      ORPHAN,
    );
    assert.equal((await made.run()).error?.code, 'foreign-key-violation');
  });

  it('are counted where rows have no rowid', async () => {
    const table = `CREATE TABLE pair (a TEXT REFERENCES parent (name), b, PRIMARY KEY (a, b)) WITHOUT ROWID;
      CREATE UNIQUE INDEX parent_name ON parent (name); INSERT INTO pair VALUES ('zz', 1);`;
    assert.equal((await family('UPDATE pair SET b = 2;', table).run()).ok, true);
    const { error } = await family(`INSERT INTO pair VALUES ('yy', 1);`, table).run();
    assert.match(error?.message ?? '', /1 row of pair/);
  });

  it('are told apart where rowids do not fit into a number', async () => {
    const big = `INSERT INTO child VALUES (9007199254740993, 98), (9223372036854775807, 97);`;
    assert.equal(
      (await family('UPDATE child SET id = id - 2 WHERE id > 100;', big).run()).ok,
      true,
    );
    assert.equal(
      (
        await family(
          `CREATE TABLE "t" (x); UPDATE child SET id = id - 2 WHERE id > 100;`,
          big,
        ).run()
      ).ok,
      true,
    );
    const { error } = await family(
      'UPDATE child SET parent = 96 WHERE id > 100 AND parent = 97;',
      big,
    ).run();
    assert.equal(error?.code, 'foreign-key-violation');
  });

  it('are told apart where a column is called rowid', async () => {
    const table = `CREATE TABLE odd (rowid TEXT, parent REFERENCES parent (id)); INSERT INTO odd VALUES ('x', 55), ('y', 56);`;
    assert.equal((await family(`UPDATE odd SET rowid = 'z';`, table).run()).ok, true);
    const { error } = await family(`UPDATE odd SET parent = 57 WHERE rowid = 'y';`, table).run();
    assert.equal(error?.code, 'foreign-key-violation');
  });

  it('that cannot be checked do not stop a run, unless the script made them so', async () => {
    const mismatch = `CREATE TABLE lone (name TEXT); CREATE TABLE odd (a REFERENCES lone (name)); INSERT INTO odd VALUES ('x');`;
    assert.equal((await family('UPDATE parent SET name = 1;', mismatch).run()).ok, true);
    const { error } = await family(mismatch).run();
    assert.equal(error?.code, 'foreign-key-violation');
    assert.match(
      error.message,
      /: a foreign key of odd refers to columns of lone that no unique key has\. .*Have the script make a unique index of the columns/,
    );
    assert.doesNotMatch(error.message, /a parent/);
  });

  for (const gone of ['a', 'b'])
    it(`that cannot be checked are no more where one of two goes, ${gone}`, async () => {
      const two = `CREATE TABLE lone (name TEXT); CREATE TABLE other (name TEXT);
        CREATE TABLE odd (a REFERENCES lone (name), b REFERENCES other (name));
        CREATE TABLE one (a REFERENCES lone (name)); CREATE TABLE another (b REFERENCES other (name));`;
      const left = gone === 'a' ? 'a, b REFERENCES other (name)' : 'a REFERENCES lone (name), b';
      const script = `DROP TABLE odd; CREATE TABLE odd (${left});`;
      assert.equal((await family(script, two).run()).ok, true);
    });

  describe('beside one that cannot be checked', () => {
    const tables = `CREATE TABLE lone (name TEXT);
      CREATE TABLE pair (a TEXT COLLATE NOCASE, b INTEGER, UNIQUE (b, a)); INSERT INTO pair VALUES ('x', 1);
      CREATE TABLE odd (n REFERENCES lone (name), parent REFERENCES parent, x TEXT, y TEXT,
        "gone" REFERENCES nowhere, FOREIGN KEY (x, y) REFERENCES pair (a, b));
      INSERT INTO odd VALUES ('q', '2', 'X', '1', NULL), (NULL, 99, NULL, 5, 7);`;
    const scripts: Readonly<Record<string, readonly [string, string]>> = {
      'a row that goes': ['DELETE FROM parent WHERE id = 2;', 'parent'],
      'one of two columns': ["UPDATE odd SET y = '2' WHERE x = 'X';", 'pair'],
      'a table that is not there': ['INSERT INTO odd (gone) VALUES (8);', 'nowhere'],
    };
    for (const [name, [script, parent]] of Object.entries(scripts))
      it(`are seen, of ${name}`, async () => {
        const { error } = await family(script, tables).run();
        assert.equal(error?.code, 'foreign-key-violation');
        assert.match(error.message, new RegExp(`1 row of odd without a parent in ${parent}\\.`));
      });

    it('are what they were where nothing changes, or only the other key is mended', async () => {
      const scripts = ["UPDATE odd SET n = 'r';", 'CREATE UNIQUE INDEX lone_name ON lone (name);'];
      for (const script of scripts)
        assert.equal((await family(`UPDATE odd SET n = NULL; ${script}`, tables).run()).ok, true);
    });

    it('are counted where rows have no rowid', async () => {
      const keyed = `CREATE TABLE lone (name TEXT); CREATE TABLE odd (id INTEGER PRIMARY KEY, n REFERENCES lone (name),
        parent REFERENCES parent) WITHOUT ROWID; INSERT INTO odd VALUES (1, 'q', 2), (2, 'r', 98);`;
      assert.equal((await family('UPDATE odd SET id = 3 WHERE id = 2;', keyed).run()).ok, true);
      const { error } = await family('DELETE FROM parent;DELETE FROM child;', keyed).run();
      assert.equal(error?.code, 'foreign-key-violation');
    });
  });

  it('to a table that does not exist are violations', async () => {
    const table = `CREATE TABLE odd (a REFERENCES nowhere (id)); INSERT INTO odd VALUES (1);`;
    assert.equal((await family('UPDATE parent SET name = 1;', table).run()).ok, true);
    assert.equal((await family(table).run()).error?.code, 'foreign-key-violation');
  });

  it('are enforced where a script switches them on, and only in that script', async () => {
    const made = family('PRAGMA foreign_keys = ON; DELETE FROM parent WHERE id = 2;');
    made.add({
      '0002-y.sql': 'INSERT INTO parent VALUES (2, 3); INSERT INTO child VALUES (11, 2);',
    });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(rows(made.database, 'SELECT * FROM child'), [
      { id: 10, parent: 1 },
      { id: 11, parent: 2 },
    ]);
  });
});
