import assert from 'node:assert/strict';
import { makeProject } from '../../support/project.ts';
import { edited, findingsIn } from './linting.ts';

const TABLE = 'CREATE TABLE book (id INTEGER PRIMARY KEY);';

/** Each script with the statement that fails when it is run, and what is said there. */
const FAILING = [
  [`${TABLE}\nCOMMIT;`, 'COMMIT', 'COMMIT fails here, since no transaction is open'],
  [`${TABLE}\nend transaction;`, 'end transaction', 'END fails here, since no transaction is open'],
  [`ROLLBACK;\n${TABLE}`, 'ROLLBACK', 'ROLLBACK fails here, since no transaction is open'],
  [`BEGIN; ${TABLE} COMMIT; commit;`, 'commit', 'COMMIT fails here, since no transaction is open'],
  [
    `BEGIN; ${TABLE} begin; COMMIT;`,
    'begin',
    'BEGIN fails here, since a transaction is open already',
  ],
  [
    `SAVEPOINT a; ${TABLE} BEGIN; COMMIT;`,
    'BEGIN',
    'BEGIN fails here, since a transaction is open already',
  ],
  [
    `SAVEPOINT a; ${TABLE} RELEASE A; COMMIT;`,
    'COMMIT',
    'COMMIT fails here, since no transaction is open',
  ],
  [`/* x */ VACUUM; ${TABLE} COMMIT;`, 'COMMIT', 'COMMIT fails here, since no transaction is open'],
] as const;

const WORKING = [
  `BEGIN; ${TABLE} COMMIT; BEGIN IMMEDIATE; END;`,
  `SAVEPOINT a; SAVEPOINT b; ${TABLE} RELEASE SAVEPOINT "B"; COMMIT;`,
  `BEGIN; SAVEPOINT a; ${TABLE} RELEASE a; COMMIT;`,
  `BEGIN; SAVEPOINT a; ${TABLE} ROLLBACK TO a; ROLLBACK; ${TABLE}`,
  `BEGIN; EXPLAIN COMMIT; ${TABLE} END;`,
];

/** What a rule finds in a script. */
function found(script: string, code = 'FM412') {
  return findingsIn({ script }).filter((finding) => finding.code === code);
}

/** Why a run of a script fails, or undefined. */
async function failureOf(script: string): Promise<string | undefined> {
  const { error } = await makeProject({ scripts: { '0001-book.sql': script } }).run();
  return error?.message;
}

describe('a transaction that is not open, or is open already', () => {
  for (const [script, place, message] of FAILING)
    it(`is found in ${script.replaceAll('\n', ' ')}, which fails when it is run`, async () => {
      const [first, ...others] = found(script);
      assert.deepEqual(
        [first?.message, script.slice(first?.start, first?.end), others, found(script, 'FM402')],
        [message, place, [], []],
      );
      assert.match(
        (await failureOf(script)) ?? '',
        /no transaction is active|within a transaction/,
      );
    });

  for (const script of WORKING)
    it(`is not found in ${script}, which runs`, async () => {
      assert.deepEqual(found(script), []);
      assert.equal(await failureOf(script), undefined);
    });

  it('is mended by leaving the statement out, except where that would keep what was to be undone', async () => {
    for (const [script] of FAILING) {
      const [fix] = found(script)[0]?.fixes ?? [];
      assert.equal(fix === undefined, script.startsWith('ROLLBACK'), script);
      if (fix?.kind !== 'edit') continue;
      const mended = edited(script, fix.edits);
      assert.deepEqual(found(mended), []);
      assert.equal(await failureOf(mended), undefined, mended);
    }
  });
});
