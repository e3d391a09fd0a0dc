import assert from 'node:assert/strict';
import { join } from 'node:path';
import { reading } from '../../../src/core/database/open.ts';
import { errorReport, MigrateError } from '../../../src/core/errors.ts';
import {
  countHazards,
  hazardsOf,
  lossesOf,
  requireSafe,
  violationsOf,
} from '../../../src/core/schema/data/hazards.ts';
import type { Hazard, HazardKind, Plan } from '../../../src/core/schema/step.ts';
import { dump, execute } from '../../support/database.ts';
import { namesIn } from '../../support/files.ts';
import { temporaryFolder } from '../../support/project.ts';

const BOOKS = `
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, pages);
INSERT INTO book (title, pages) VALUES ('a', 1), (NULL, 'x'), (NULL, 3);`;

function planWith(...hazards: readonly (Partial<Hazard> & { readonly kind: HazardKind })[]): Plan {
  const whole = hazards.map((hazard) => ({
    destructive: false,
    message: 'Something happens.',
    objects: ['book'],
    query: null,
    ...hazard,
  }));
  const step = {
    kind: 'rebuild-table',
    object: 'book',
    description: 'rebuild book',
    sql: [],
  } as const;
  return { steps: [{ ...step, hazards: whole }], refusals: [] };
}

function counted(plan: Plan): Plan {
  const file = join(temporaryFolder(), 'books.db');
  execute(file, BOOKS);
  const before = dump(file);
  const result = reading(file, (connection) => countHazards(plan, connection));
  assert.deepEqual(dump(file), before);
  assert.deepEqual(namesIn(join(file, '..')), ['books.db']);
  return result;
}

const rowsOf = (plan: Plan) => hazardsOf(plan).map(({ rows }) => rows);

describe('counting what is at stake', () => {
  it('gives each hazard with a query its number of rows, and leaves the database alone', () => {
    const plan = planWith(
      { kind: 'add-not-null', query: 'SELECT * FROM book WHERE title IS NULL' },
      { kind: 'drop-table', query: 'SELECT * FROM book' },
      { kind: 'add-check', query: 'SELECT * FROM book WHERE NOT (pages > 0) -- pages' },
      { kind: 'rename' },
    );
    assert.deepEqual(rowsOf(counted(plan)), [2, 3, 0, undefined]);
  });

  it('leaves the number out where the query cannot be compiled', () => {
    const plan = planWith({
      kind: 'add-unique',
      query: 'SELECT title FROM book GROUP BY title COLLATE nowhere HAVING count(*) > 1',
    });
    assert.deepEqual(rowsOf(counted(plan)), [undefined]);
  });
});

describe('what the data do not permit', () => {
  const constraints = [
    'add-not-null',
    'add-unique',
    'add-check',
    'add-foreign-key',
    'change-primary-key',
    'change-collation',
    'add-strict',
  ] as const;
  for (const kind of constraints)
    it(`${kind} is refused with the rows and the query, also where losses are allowed`, () => {
      const query = 'SELECT * FROM book WHERE title IS NULL';
      const plan = counted(planWith({ kind, query, objects: ['book.title'] }));
      assert.throws(
        () => requireSafe(plan, { allowDestructive: true }),
        (error) => {
          assert.ok(MigrateError.is(error, 'data-violates'));
          const reason = 'Something happens (2 rows)';
          const problems = [{ object: 'book.title', reason, rows: 2, query }];
          assert.deepEqual(error.failure.problems, problems);
          assert.deepEqual(errorReport(error).problems, problems);
          assert.match(
            error.message,
            /book\.title: Something happens \(2 rows\); list them: SELECT/,
          );
          return true;
        },
      );
    });

  it('nothing is refused where no row is at stake', () => {
    const query = 'SELECT * FROM book WHERE id < 0';
    const plan = counted(planWith(...constraints.map((kind) => ({ kind, query }))));
    assert.deepEqual(violationsOf(plan), []);
    assert.doesNotThrow(() => requireSafe(plan, { allowDestructive: false }));
  });
});

describe('what needs consent', () => {
  const drop = planWith({
    kind: 'drop-table',
    destructive: true,
    query: 'SELECT * FROM book WHERE id < 0',
  });

  it('is a drop, even of an empty table', () => {
    const plan = counted(drop);
    assert.deepEqual(rowsOf(plan), [0]);
    assert.throws(
      () => requireSafe(plan, { allowDestructive: false }),
      (error) => MigrateError.is(error, 'destructive') && error.failure.problems[0]?.rows === 0,
    );
    assert.doesNotThrow(() => requireSafe(plan, { allowDestructive: true }));
  });

  it('is a type that alters values, and not one that alters none', () => {
    const altering = planWith({
      kind: 'change-type',
      query: `SELECT * FROM book WHERE pages = 'x'`,
    });
    assert.deepEqual(
      lossesOf(counted(altering)).map(({ rows }) => rows),
      [1],
    );
    const harmless = planWith({
      kind: 'change-type',
      query: 'SELECT * FROM book WHERE pages = 99',
    });
    assert.deepEqual(lossesOf(counted(harmless)), []);
  });

  it('is a change whose rows nobody could count', () => {
    assert.equal(lossesOf(counted(planWith({ kind: 'change-type' }))).length, 1);
  });
});

describe('what cannot be planned', () => {
  it('is refused with the object and the reason, whatever is allowed', () => {
    const refusals = [{ object: 'titles', reason: 'it mentions book.title, which goes' }];
    assert.throws(
      () => requireSafe({ steps: [], refusals }, { allowDestructive: true }),
      (error) =>
        MigrateError.is(error, 'not-plannable') &&
        error.message.startsWith('titles: it mentions book.title, which goes\n'),
    );
  });
});
