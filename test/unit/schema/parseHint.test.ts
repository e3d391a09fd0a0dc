import assert from 'node:assert/strict';
import { parseTable } from '../../../src/core/schema/parse/table.ts';

/** Each column with the earlier name that a comment gives it. */
function columnsOf(sql: string): Readonly<Record<string, string>> {
  const renamed = parseTable(sql).columns.filter(({ renamedFrom }) => renamedFrom !== null);
  return Object.fromEntries(renamed.map(({ name, renamedFrom }) => [name, renamedFrom ?? '']));
}

describe('A comment that names what was renamed', () => {
  for (const [comment, name] of [
    ['-- renamed from: x', 'x'],
    ['--renamed from:x', 'x'],
    ['-- Renamed From : "full name" (in 2024)', 'full name'],
    ['-- @renamed from=x', 'x'],
    ['/* renamed from: [a b] */', 'a b'],
    ['/* renamed from: x*/', 'x'],
    ['-- renamed from x', null],
    ['-- was renamed from: x', null],
    ['-- renamed from:', null],
    ['-- renamed from: 12', null],
    ['-- renames', null],
  ] as const)
    it(`is ${name === null ? 'none' : 'one'}: ${comment}`, () => {
      assert.equal(parseTable(`CREATE TABLE t ( ${comment}\n a)`).renamedFrom, name);
      assert.deepEqual(
        columnsOf(`CREATE TABLE t (a ${comment}\n)`),
        name === null ? {} : { a: name },
      );
    });

  it('is about the table up to the first line break behind the parenthesis', () => {
    const from = (sql: string): string | null => parseTable(sql).renamedFrom;
    assert.equal(from('CREATE TABLE t -- renamed from: x\n(a)'), 'x');
    assert.equal(from('CREATE TABLE t\n-- renamed from: x\n(\na)'), 'x');
    assert.equal(from('CREATE TABLE t ( /* renamed from: x */ a)'), 'x');
    assert.equal(from('CREATE TABLE t (\n-- renamed from: x\na)'), null);
    assert.equal(from('CREATE TABLE t (a /* renamed from: x */)'), null);
    assert.equal(from('CREATE TABLE t (a) -- renamed from: x'), null);
  });

  it('is about the column in its line or below it', () => {
    const sql = `CREATE TABLE t (
      -- renamed from: a0
      a INT, -- renamed from: late
      b INT -- renamed from: b0
        NOT NULL,
      c INT, -- renamed from: c0
      -- a remark
      -- renamed from: d0

      d INT /* renamed from: d1 */, /* renamed from: e0 */ e INT, f INT, -- renamed from: f0
      g INT, h INT /* renamed from: h0 */
      , i INT -- renamed from: i0
      -- renamed from: j0
      , j INT
      -- renamed from: nobody
    )`;
    assert.deepEqual(columnsOf(sql), {
      a: 'a0',
      b: 'b0',
      c: 'c0',
      d: 'd0',
      e: 'e0',
      f: 'f0',
      h: 'h0',
      i: 'i0',
      j: 'j0',
    });
  });

  it('is about no column where it stands with a constraint', () => {
    assert.deepEqual(columnsOf('CREATE TABLE t (a, -- one\n UNIQUE (a) -- renamed from: x\n)'), {});
    assert.deepEqual(columnsOf('CREATE TABLE t (a,\n-- renamed from: x\n CHECK (a))'), {});
  });

  it('makes no difference to the canonical text', () => {
    assert.equal(
      parseTable('CREATE TABLE t ( -- renamed from: u\n a -- renamed from: b\n)').canonical,
      parseTable('CREATE TABLE t (a)').canonical,
    );
  });
});
