import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/database/connection.ts';
import { openScratch, using } from '../../../src/core/database/open.ts';
import type { Affinity } from '../../../src/core/schema/model.ts';
import { isChanged, isKept, valueAfter } from '../../../src/core/schema/plan/valueAfter.ts';

const AFFINITIES: readonly Affinity[] = ['INTEGER', 'TEXT', 'BLOB', 'REAL', 'NUMERIC'];

const VALUES: readonly string[] = [
  ...['NULL', '0', '-1', '7', '9007199254740993', '9223372036854775807', '-9223372036854775808'],
  ...['0.0', '1.0', '1.5', '-0.0', '1e18', '9.3e18', '9223372036854775808.0', '1e300', '9e999'],
  ...[
    "''",
    "' '",
    "'0'",
    "'007'",
    "' 7 '",
    "'7 x'",
    "'1.0'",
    "'1.50'",
    "'.5'",
    "'5.'",
    "'-1'",
    "'+1'",
  ],
  ...[
    "'1e3'",
    "'1e'",
    "'0x10'",
    "'9223372036854775808'",
    "'9007199254740993'",
    "'inf'",
    "'nan'",
    "'abc'",
  ],
  ...["x''", "x'31'", "x'00ff'", "'1_000'", "char(9) || '3'", "'1' || char(0)"],
];

describe('A value in a column of another affinity', () => {
  for (const from of AFFINITIES)
    for (const to of AFFINITIES)
      it(`is predicted from ${from} to ${to}`, () => {
        using(openScratch(), (connection) => {
          connection.exec(`CREATE TABLE a (v ${from}); CREATE TABLE b (v ${to});`);
          for (const value of VALUES) connection.exec(`INSERT INTO a VALUES (${value})`);
          connection.exec('INSERT INTO b SELECT v FROM a');
          const stored = texts(connection, 'SELECT quote(v), typeof(v) FROM b');
          const predicted = valueAfter('v', from, to);
          assert.deepEqual(
            texts(connection, `SELECT quote(x), typeof(x) FROM (SELECT ${predicted} AS x FROM a)`),
            stored,
          );
          const isOther = `(SELECT typeof(b.v) <> typeof(a.v) FROM b WHERE b.rowid = a.rowid)`;
          const wrong = `SELECT quote(v) FROM a WHERE (${isChanged('v', to)}) IS NOT ${isOther}`;
          if (!isKept(from, to)) assert.deepEqual(texts(connection, wrong), []);
          if (isKept(from, to))
            assert.deepEqual(texts(connection, 'SELECT quote(v), typeof(v) FROM a'), stored);
        });
      });
});

function texts(connection: Connection, query: string): string[] {
  return connection.all(query).map((row) => Object.values(row).join(' '));
}
