import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { significantTokens, tokenize } from '../../../src/core/sql/token.ts';

/** Text, and its tokens as `kind text`. Spaces are left out. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['a -- b\r c\nd', ['word a', 'comment -- b\r c', 'word d']],
  ['/**/a/*/ */b', ['comment /**/', 'word a', 'comment /*/ */', 'word b']],
  ['a /* b; c', ['word a', 'comment /* b; c']],
  ['1 /*', ['number 1', 'operator /', 'operator *']],
  ['--', ['comment --']],
  ['\uFEFFa\uFEFFb \uFEFF c', ['word a\uFEFFb', 'word c']],
  ['a\u00A0b \u00A0', ['word a\u00A0b', 'word \u00A0']],
  [' \va\v', ['word a', 'illegal \v']],
  [
    '[a "b] `c``d` "e""f" [g]]',
    ['quoted [a "b]', 'quoted `c``d`', 'quoted "e""f"', 'quoted [g]', 'illegal ]'],
  ],
  ["'it''s' '' 'a\nb'", ["string 'it''s'", "string ''", "string 'a\nb'"]],
  ["'open; -- x", ["illegal 'open; -- x"]],
  ["'even''", ["illegal 'even''"]],
  ['[open; x', ['illegal [open; x']],
  [
    "x'0aFF' X'' x'0' x'0g' xx'0'",
    ["blob x'0aFF'", "blob X''", "illegal x'0'", "illegal x'0g'", 'word xx', "string '0'"],
  ],
  ["x'00", ["illegal x'00"]],
  ['a$b $c_1 _d é中🐘', ['word a$b', 'parameter $c_1', 'word _d', 'word é中🐘']],
  [
    '?1 ? ?1a :a @b $a::b(c;) #1',
    [
      'parameter ?1',
      'parameter ?',
      'parameter ?1',
      'word a',
      'parameter :a',
      'parameter @b',
      'parameter $a::b(c;)',
      'parameter #1',
    ],
  ],
  [
    ': :: $(a) $a(b c)',
    [
      'illegal :',
      'illegal :',
      'illegal :',
      'illegal $',
      'operator (',
      'word a',
      'operator )',
      'illegal $a(b',
      'word c',
      'operator )',
    ],
  ],
  [
    '12 1_000 0x1F_f 1.5e-3 .5 1. 1e5 1e 1..2',
    [
      'number 12',
      'number 1_000',
      'number 0x1F_f',
      'number 1.5e-3',
      'number .5',
      'number 1.',
      'number 1e5',
      'illegal 1e',
      'number 1.',
      'number .2',
    ],
  ],
  ['12ab 0x 1$', ['illegal 12ab', 'illegal 0x', 'illegal 1$']],
  [
    'a->b->>c<=d<>e<<f==g!=h||i|j!',
    [
      'word a',
      'operator ->',
      'word b',
      'operator ->>',
      'word c',
      'operator <=',
      'word d',
      'operator <>',
      'word e',
      'operator <<',
      'word f',
      'operator ==',
      'word g',
      'operator !=',
      'word h',
      'operator ||',
      'word i',
      'operator |',
      'word j',
      'illegal !',
    ],
  ],
  ['a.b;^{', ['word a', 'operator .', 'word b', 'semicolon ;', 'illegal ^', 'illegal {']],
  ["'a\0b' --\0c", ["illegal 'a", 'illegal \0', 'word b', "illegal ' --", 'illegal \0', 'word c']],
];

describe('tokenize', () => {
  for (const [sql, expected] of CASES) {
    it(`reads ${JSON.stringify(sql)}`, () => {
      const tokens = [...tokenize(sql)].filter((token) => token.kind !== 'space');
      assert.deepEqual(
        tokens.map((token) => `${token.kind} ${sql.slice(token.start, token.end)}`),
        expected,
      );
    });
  }

  it('starts at an offset', () => {
    assert.deepEqual([...tokenize('ab cd', 3)], [{ kind: 'word', start: 3, end: 5 }]);
  });

  it('covers any text without gaps and without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), soup()), (sql) => {
        let end = 0;
        for (const token of tokenize(sql)) {
          assert.equal(token.start, end);
          assert.ok(token.end > token.start);
          end = token.end;
        }
        assert.equal(end, sql.length);
      }),
    );
  });
});

describe('tokenize and SQLite', () => {
  const database = new DatabaseSync(':memory:');
  const messageOf = (sql: string): string => {
    try {
      database.prepare(sql);
      return 'compiles';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  after(() => database.close());

  it('agree on where tokens end: a comment between any two changes nothing', () => {
    fc.assert(
      fc.property(soup(), (text) => {
        const sql = `SELECT ${text}`;
        const tokens = [...significantTokens(sql)];
        const parts = tokens.map((token) => sql.slice(token.start, token.end));
        // `@a(` without its end goes on until a space, and a comment would become a part of it.
        fc.pre(!tokens.some(({ kind }, at) => kind === 'illegal' && parts[at]?.includes('(')));
        assert.equal(messageOf(parts.join('/**/')), messageOf(sql));
      }),
      { numRuns: 2000 },
    );
  });

  it('agree on which token cannot be read or cannot follow', () => {
    fc.assert(
      fc.property(soup(), (text) => {
        const sql = `SELECT ${text}`;
        const tokens = [...significantTokens(sql)];
        const [, kind, named] = /^(near|unrecognized token:) "(.*)"/s.exec(messageOf(sql)) ?? [];
        if (named === undefined) return;
        const found = tokens.filter((token) => sql.slice(token.start, token.end) === named);
        const kinds = kind === 'near' ? [] : ['illegal', 'number'];
        assert.ok(found.some((token) => kinds.length === 0 || kinds.includes(token.kind)));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Short texts made of what tokenizers get wrong. */
function soup(): fc.Arbitrary<string> {
  const pieces = fc.constantFrom(
    ...[
      'a',
      'x',
      'é',
      '中',
      '\u00A0',
      '\uFEFF',
      '1',
      '0x',
      'e',
      '_',
      '.',
      '$',
      '?',
      ':',
      '::',
      '@',
      '#',
    ],
    ...[
      "'",
      '"',
      '`',
      '[',
      ']',
      '(',
      ')',
      '-',
      '--',
      '/',
      '/*',
      '*/',
      '*',
      '>',
      '<',
      '=',
      '!',
      '|',
      '&',
    ],
    ...[
      ' ',
      '\n',
      '\r',
      '\r\n',
      '\t',
      '\v',
      '\f',
      '\\',
      '^',
      '~',
      '%',
      ',',
      '+',
      "x'",
      'FROM',
      '0',
      'F',
    ],
  );
  return fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(''));
}
