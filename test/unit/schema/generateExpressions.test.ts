import assert from 'node:assert/strict';
import { MigrateError } from '../../../src/core/errors.ts';
import { column, execute } from '../../support/database.ts';
import { FIRST, changed, failureOf, makeWanted } from './generating.ts';

const A = `json_extract(notes, '$.a')`;
const INDEX = (text: string) => `${FIRST}CREATE ${text};\n`;
const COLUMN = (text: string) => changed(['notes TEXT', `notes TEXT${text}`]);
const TABLE = 'a CHECK or a generated column of this table';

/** What is desired, the object that cannot be made, what it is, and what SQLite says. */
const UNFIT = [
  ['an index', INDEX(`INDEX by_a ON book (${A})`), 'by_a', 'this index of book'],
  ['a unique index', INDEX(`UNIQUE INDEX "on" ON [book] (${A})`), 'on', 'this index of book'],
  [
    'a partial index',
    INDEX(`INDEX by_a ON book (title) WHERE ${A} > 1`),
    'by_a',
    'this index of book',
  ],
  [
    'an index on a new column',
    `${COLUMN(`, a AS (${A})`)}CREATE INDEX by_a ON book (a);`,
    'by_a',
    'this index of book',
  ],
  ['a stored column', COLUMN(`, a AS (${A}) STORED`), 'book', TABLE],
  ['a column that must not be NULL', COLUMN(`, a AS (${A}) NOT NULL`), 'book', TABLE],
  ['a CHECK', COLUMN(` CHECK (${A} > 0)`), 'book', TABLE],
  [
    'a CHECK that names its table',
    COLUMN(` CHECK (json_extract(book.notes, '$.a') > 0)`),
    'book',
    TABLE,
  ],
  ['the CHECK of a new column', COLUMN(`, a CHECK (${A} > 0)`), 'book', TABLE],
] as const;

describe('an expression that fails for some row', () => {
  for (const [what, desired, object, owner] of UNFIT)
    it(`of ${what} is what is said`, async () => {
      const made = await makeWanted(desired);
      execute(made.database, `UPDATE book SET notes = '{"a":' || id || '}'`);
      assert.equal((await made.generate({ dryRun: true })).proven, true);
      execute(made.database, "UPDATE book SET notes = 'none' WHERE id = 7");
      const error = await failureOf(made.generate());
      assert.ok(MigrateError.is(error, 'data-violates'), String(error));
      const [problem, ...others] = error.failure.problems;
      assert.deepEqual([problem?.object, others], [object, []]);
      assert.match(
        problem?.reason ?? '',
        new RegExp(
          `^${owner} cannot be worked out for every row: SQLite says (?:malformed JSON|SQL logic error)$`,
        ),
      );
      assert.deepEqual(column(made.database, 'SELECT version FROM _meta'), [1]);
    });
});

describe('a view or a trigger that does not compile', () => {
  const broken = `CREATE TRIGGER log AFTER DELETE ON shelf BEGIN SELECT old.gone; END;\n`;

  it('and keeps SQLite from dropping a column is what is said', async () => {
    const made = await makeWanted(FIRST.replace(', notes TEXT', '') + broken, {
      scripts: { '0001-initial.sql': FIRST + broken },
    });
    const error = await failureOf(made.generate({ allowDestructive: true }));
    assert.ok(MigrateError.is(error, 'not-plannable'), String(error));
    assert.deepEqual(error.failure.problems, [
      { object: 'log', reason: 'this trigger does not compile: no such column: old.gone' },
    ]);
  });

  it('any more once a column is dropped is what is said', async () => {
    const view = 'CREATE VIEW v AS SELECT * FROM book UNION ALL SELECT 1, 2, 3, 4;\n';
    const made = await makeWanted(FIRST.replace(', notes TEXT', '') + view, {
      scripts: { '0001-initial.sql': FIRST + view },
    });
    const error = await failureOf(made.generate({ allowDestructive: true }));
    assert.ok(MigrateError.is(error, 'not-plannable'), String(error));
    assert.match(
      error.failure.problems[0]?.reason ?? '',
      /^this view would not compile any more: /,
    );
  });

  it('only while a table is made anew is the fault of the script', async () => {
    // SQLite reads this one again although its mode of old leaves triggers alone.
    const odd = `CREATE TRIGGER odd AFTER INSERT ON shelf BEGIN
  UPDATE shelf SET (place) = (EXISTS (SELECT 1 WHERE (WITH one (a) AS (SELECT 1 FROM book) SELECT a FROM one))); END;\n`;
    const made = await makeWanted(FIRST.replace('title TEXT', 'title VARCHAR') + odd, {
      scripts: { '0001-initial.sql': FIRST + odd },
    });
    const error = await failureOf(made.generate());
    assert.ok(MigrateError.is(error, 'not-proven'), String(error));
  });
});
