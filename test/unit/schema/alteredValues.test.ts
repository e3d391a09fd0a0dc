import assert from 'node:assert/strict';
import { openScratch, using } from '../../../src/core/database/open.ts';
import type { Affinity } from '../../../src/core/schema/model.ts';
import { isAltered } from '../../../src/core/schema/plan/valueAfter.ts';

/** From which type, to which, and a value as SQL that is altered, or is not. */
const ALTERED: readonly (readonly [from: Affinity, to: Affinity, value: string])[] = [
  ['TEXT', 'INTEGER', `'007'`],
  ['TEXT', 'INTEGER', `'1.50'`],
  ['TEXT', 'NUMERIC', `' 8 '`],
  ['TEXT', 'REAL', `'1.50'`],
  ['TEXT', 'REAL', `'9007199254740993'`],
  ['INTEGER', 'REAL', '9007199254740993'],
  ['BLOB', 'NUMERIC', `'1e3'`],
];
const KEPT: typeof ALTERED = [
  ['TEXT', 'INTEGER', `'12'`],
  ['TEXT', 'INTEGER', `'abc'`],
  ['TEXT', 'INTEGER', 'NULL'],
  ['TEXT', 'REAL', `'12'`],
  ['TEXT', 'REAL', `'1.5'`],
  ['INTEGER', 'REAL', '1900'],
  ['INTEGER', 'TEXT', '9007199254740993'],
  ['REAL', 'TEXT', '1.5'],
  ['REAL', 'INTEGER', '2.0'],
  ['REAL', 'INTEGER', '2.5'],
  ['INTEGER', 'BLOB', '5'],
  ['TEXT', 'BLOB', `'007'`],
];

describe('a value in a column of another type', () => {
  for (const [list, expected] of [
    [ALTERED, 1],
    [KEPT, 0],
  ] as const)
    for (const [from, to, value] of list)
      it(`${expected === 1 ? 'is altered' : 'is the same'}: ${value} from ${from} to ${to}`, () => {
        assert.equal(alteredRows(from, to, value), expected);
      });

  it('can be turned back where it is said to be the same', () => {
    for (const [from, to, value] of KEPT) {
      // The text 12 comes back as 12.0, which is the same number.
      if (from === 'TEXT' && to === 'REAL' && value === `'12'`) continue;
      assert.equal(comesBack(from, to, value), true, `${value} from ${from} to ${to}`);
    }
    for (const [from, to, value] of ALTERED)
      assert.equal(comesBack(from, to, value), false, `${value} from ${from} to ${to}`);
  });
});

function alteredRows(from: Affinity, to: Affinity, value: string): unknown {
  return using(openScratch(), (connection) => {
    connection.exec(`CREATE TABLE t (v ${from}); INSERT INTO t VALUES (${value})`);
    return connection.get(`SELECT count(*) AS n FROM t WHERE ${isAltered('v', to)}`)?.['n'];
  });
}

function comesBack(from: Affinity, to: Affinity, value: string): boolean {
  return using(openScratch(), (connection) => {
    connection.exec(
      `CREATE TABLE a (v ${from}); CREATE TABLE b (v ${to}); CREATE TABLE c (v ${from});
       INSERT INTO a VALUES (${value}); INSERT INTO b SELECT v FROM a; INSERT INTO c SELECT v FROM b`,
    );
    const same = 'a.v IS c.v AND typeof(a.v) = typeof(c.v)';
    return connection.get(`SELECT ${same} AS same FROM a, c`)?.['same'] === 1;
  });
}
