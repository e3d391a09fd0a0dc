import assert from 'node:assert/strict';
import { lines } from './renaming.ts';

const PARENTS = [
  'CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE)',
  'CREATE TABLE pair (a, b, PRIMARY KEY (a, b))',
  'CREATE TABLE folded (name TEXT, PRIMARY KEY (name COLLATE NOCASE))',
  'CREATE TABLE keyless (id INTEGER)',
];

/** Two ways to write a table that mean the same to SQLite. */
const SAME: readonly (readonly [string, string])[] = [
  ['t (x REFERENCES p)', 't (x REFERENCES p (id))'],
  ['t (x REFERENCES p)', 't (x, FOREIGN KEY (x) REFERENCES "P" ("ID") MATCH SIMPLE)'],
  ['t (x REFERENCES p ON DELETE CASCADE)', 't (x REFERENCES p (id) MATCH FULL ON DELETE CASCADE)'],
  ['t (x REFERENCES p NOT DEFERRABLE)', 't (x REFERENCES p ON UPDATE NO ACTION)'],
  [
    't (x, y, FOREIGN KEY (x, y) REFERENCES pair)',
    't (x, y, FOREIGN KEY (x, y) REFERENCES pair (a, b))',
  ],
  [
    't (id INTEGER PRIMARY KEY, up REFERENCES t)',
    't (id INTEGER PRIMARY KEY, up REFERENCES t (id))',
  ],
  [
    't (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID',
    't (a NOT NULL, b, PRIMARY KEY (a, b)) WITHOUT ROWID',
  ],
  ['t (a TEXT PRIMARY KEY) STRICT', 't (a TEXT NOT NULL PRIMARY KEY) STRICT'],
  ['t (a, CHECK (a > 0) ON CONFLICT REPLACE)', 't (a CHECK (a > 0))'],
];

/** Two tables that differ, though not by much. */
const DIFFERENT: readonly (readonly [string, string])[] = [
  ['t (x REFERENCES p)', 't (x REFERENCES p (code))'],
  ['t (x REFERENCES p)', 't (x REFERENCES p (id) ON DELETE CASCADE)'],
  [
    't (x, y, FOREIGN KEY (x, y) REFERENCES pair)',
    't (x, y, FOREIGN KEY (x, y) REFERENCES pair (b, a))',
  ],
  // SQLite finds the key of this parent only where it is not named.
  ['t (x REFERENCES folded)', 't (x REFERENCES folded (name))'],
  ['t (x REFERENCES keyless)', 't (x REFERENCES keyless (id))'],
  ['t (x REFERENCES gone)', 't (x REFERENCES gone (id))'],
  ['t (a PRIMARY KEY)', 't (a NOT NULL PRIMARY KEY)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER NOT NULL PRIMARY KEY)'],
  ['t (id INTEGER PRIMARY KEY) STRICT', 't (id INTEGER NOT NULL PRIMARY KEY) STRICT'],
  ['t (a PRIMARY KEY, b) WITHOUT ROWID', 't (a PRIMARY KEY, b NOT NULL) WITHOUT ROWID'],
  ['t (a PRIMARY KEY) WITHOUT ROWID', 't (a CONSTRAINT n NOT NULL PRIMARY KEY) WITHOUT ROWID'],
  [
    't (a PRIMARY KEY) WITHOUT ROWID',
    't (a NOT NULL ON CONFLICT IGNORE PRIMARY KEY) WITHOUT ROWID',
  ],
];

const differs = (a: string, b: string): readonly string[] =>
  lines([...PARENTS, `CREATE TABLE ${a}`], [...PARENTS, `CREATE TABLE ${b}`]);

describe('Two tables', () => {
  for (const [a, b] of SAME)
    it(`do not differ: ${a} and ${b}`, () => {
      assert.deepEqual([differs(a, b), differs(b, a)], [[], []]);
    });

  for (const [a, b] of DIFFERENT)
    it(`differ: ${a} and ${b}`, () => {
      assert.ok(differs(a, b).length > 0 && differs(b, a).length > 0);
    });
});

describe('A foreign key that leaves out the key of its parent', () => {
  const child = 'CREATE TABLE t (x REFERENCES p)';
  const named = 'CREATE TABLE t (x REFERENCES p (id))';
  const byId = 'CREATE TABLE p (id INTEGER PRIMARY KEY, code UNIQUE)';
  const byCode = 'CREATE TABLE p (id INTEGER UNIQUE, code PRIMARY KEY)';

  it('does not differ from itself where the parent gets another key', () => {
    assert.ok(lines([byId, child], [byCode, child]).every((line) => !line.includes('FOREIGN')));
    assert.ok(lines([byId, named], [byCode, named]).every((line) => !line.includes('FOREIGN')));
  });

  it('differs from one that names the key which the parent had', () => {
    const changes = lines([byId, named], [byCode, child]);
    assert.ok(changes.includes('add FOREIGN KEY (x) REFERENCES p to t'));
    assert.ok(changes.includes('drop FOREIGN KEY (x) REFERENCES p (id) of t'));
  });

  it('is no change beside another one of its table', () => {
    const after = 'CREATE TABLE t (x REFERENCES p (id), y UNIQUE)';
    assert.deepEqual(lines([byId, child], [byId, after]), [
      'add column t.y',
      'add UNIQUE (y) to t',
    ]);
  });
});
