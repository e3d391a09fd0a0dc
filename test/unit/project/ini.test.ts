import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MigrateError } from '../../../src/core/errors.ts';
import { DEFAULT_SECTION, parseIni } from '../../../src/core/project/ini.ts';
import type { IniDocument } from '../../../src/core/project/ini.ts';
import { PythonConfigparser } from './pythonConfigparser.ts';
import type { PythonIni, PythonValue } from './pythonConfigparser.ts';
import { INI_CASES } from './iniCases.ts';

type Outcome =
  | {
      readonly ok: true;
      readonly sections: readonly (readonly [string, readonly PythonValue[]])[];
    }
  | { readonly ok: false; readonly line: number };

describe('INI text is read as by Python', () => {
  const python = new PythonConfigparser();
  after(() => {
    python.end();
  });

  it('in every case of the table', async () => {
    const cases = Object.entries(INI_CASES);
    const answers = await python.read(cases.map(([, text]) => text));
    assert.equal(answers.length, cases.length);
    for (const [index, [name, text]] of cases.entries()) {
      const theirs = answers[index];
      assert.ok(theirs !== undefined);
      assert.deepEqual(ourReading(text), comparable(theirs), name);
    }
  });

  it('in generated texts: the same values, or both refuse', async () => {
    await fc.assert(
      fc.asyncProperty(iniText, async (text) => {
        const [theirs] = await python.read([text]);
        assert.ok(theirs !== undefined);
        const ours = ourReading(text);
        assert.equal(ours.ok, theirs.ok);
        if (ours.ok) assert.deepEqual(ours, comparable(theirs));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('INI document', () => {
  it('tells the lines of sections, keys and values', () => {
    const ini = parseIni(
      '# top\r\n[DEFAULT]\r\nroot = /r\r\n\r\n[paths]\r\nDB = a\r\n  b\r\n',
      'f',
    );
    assert.deepEqual(ini.sections(), ['paths']);
    assert.equal(ini.sectionLine('paths'), 5);
    assert.equal(ini.sectionLine('other'), undefined);
    assert.deepEqual(ini.keys('paths'), [{ key: 'db', line: 6 }]);
    assert.deepEqual(ini.keys(DEFAULT_SECTION), [{ key: 'root', line: 3 }]);
    assert.deepEqual(ini.get('paths', 'Db'), { value: 'a\nb', line: 6 });
    assert.deepEqual(ini.get('paths', 'root'), { value: '/r', line: 3 });
    assert.equal(ini.has('paths', 'ROOT'), true);
    assert.equal(ini.has('paths', 'none'), false);
    assert.equal(ini.get('paths', 'none'), undefined);
    assert.equal(ini.get('none', 'root'), undefined);
    assert.deepEqual(ini.keys('none'), []);
  });

  it('ignores a byte order mark, where Python fails', () => {
    assert.equal(parseIni('\uFEFF[paths]\ndb = a\n', 'f').get('paths', 'db')?.value, 'a');
  });

  it('takes the names of object members as ordinary names', () => {
    const ini = parseIni('[__proto__]\n__proto__ = 1\nconstructor = %(__proto__)s\n', 'f');
    assert.deepEqual(ini.sections(), ['__proto__']);
    assert.equal(ini.get('__proto__', 'constructor')?.value, '1');
    assert.equal(ini.has('__proto__', 'toString'), false);
    assert.equal(ini.hasSection('constructor'), false);
  });

  const faults: readonly (readonly [string, string, number, string | undefined, RegExp])[] = [
    ['a key before any section', '\ndb = a\n', 2, undefined, /section such as \[paths\]/],
    ['a section twice', '[a]\n[b]\n[a]\n', 3, undefined, /first on line 1/],
    ['a key twice', '[a]\nx = 1\nX = 2\n', 3, 'x', /first on line 2/],
    ['a line that is nothing', '[a]\nx = 1\nnothing\n', 3, undefined, /key = value/],
    ['a key without a name', '[a]\n= 1\n', 2, undefined, /name of the key/],
  ];
  for (const [what, text, line, key, reason] of faults) {
    it(`refuses ${what}, with its place`, () => {
      assertBadConfig(() => parseIni(text, '/f.ini'), { line, key, reason });
    });
  }

  const badValues: readonly (readonly [string, string, RegExp])[] = [
    ['a single percent sign', '50%', /Write %% for/],
    ['an unfinished reference', '%(x', /%\(name\)s/],
    ['a reference to nothing', '%(nowhere)s', /nowhere.*not set/],
    ['a circle', '%(v)s', /in a circle/],
  ];
  for (const [what, value, reason] of badValues) {
    it(`refuses ${what} when the value is asked for, with line and key`, () => {
      const ini = parseIni(`[a]\nother = 1\nV = ${value}\n`, '/f.ini');
      assert.equal(ini.get('a', 'other')?.value, '1');
      assertBadConfig(() => ini.get('a', 'v'), { line: 3, key: 'v', reason });
    });
  }

  it('gives up on references that would take for ever', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `k${i} = ${`%(k${i + 1})s`.repeat(20)}`);
    const text = (last: string): string => `[a]\n${levels.join('\n')}\nk9 = ${last}\n`;
    for (const last of ['', 'xxxxxxxx']) {
      const ini = parseIni(text(last), '/f.ini');
      assertBadConfig(() => ini.get('a', 'k0'), { line: 2, key: 'k0', reason: /too long/ });
    }
  });
});

function ourReading(text: string): Outcome {
  let ini: IniDocument;
  try {
    ini = parseIni(text, 'text');
  } catch (error) {
    if (!MigrateError.is(error, 'bad-config')) throw error;
    return { ok: false, line: error.failure.line };
  }
  const names = [DEFAULT_SECTION, ...ini.sections()];
  return { ok: true, sections: names.map((name) => [name, sorted(valuesOf(ini, name))] as const) };
}

function valuesOf(ini: IniDocument, section: string): readonly PythonValue[] {
  const keys = new Set([...ini.keys(section), ...ini.keys(DEFAULT_SECTION)].map(({ key }) => key));
  return [...keys].map((key) => {
    try {
      return { key, value: ini.get(section, key)?.value ?? 'not there' };
    } catch (error) {
      if (!MigrateError.is(error, 'bad-config')) throw error;
      assert.equal(error.failure.key, key);
      return { key, error: 'InterpolationError' };
    }
  });
}

function comparable(theirs: PythonIni): Outcome {
  if (!theirs.ok) return { ok: false, line: theirs.line };
  return {
    ok: true,
    sections: theirs.sections.map(([name, values]) => {
      const plain = values.map((each) =>
        'error' in each ? { key: each.key, error: 'InterpolationError' } : each,
      );
      return [name, sorted(plain)] as const;
    }),
  };
}

function sorted(values: readonly PythonValue[]): readonly PythonValue[] {
  return values.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function assertBadConfig(
  act: () => unknown,
  expected: { readonly line: number; readonly key: string | undefined; readonly reason: RegExp },
): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(MigrateError.is(error, 'bad-config'));
    const { file, line, key, reason } = error.failure;
    assert.equal(file, '/f.ini');
    assert.equal(line, expected.line);
    assert.equal(key, expected.key);
    assert.match(reason, expected.reason);
    return true;
  });
}

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a', 'B', 'db', 'paths', '%%', '%(db)s', '%(b)s', 'x y'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '%',
      '%(',
      '%()s',
      '=',
      ':',
      '[',
      ']',
      '#',
      ';',
      '\t',
      ' ',
      '__proto__',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\x1c',
      '\x85',
      '\xa0',
      '\u2028',
      '\v',
      '\f',
      '\uFEFF',
      'É',
      'İ',
      'Σ',
      '\0',
    ),
  },
  // Newer versions of Unicode have new capital letters, and Python and Node know different versions.
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 3 })
      .filter((text) => !/[\u{600}-\u{10FFFF}]/u.test(text.toLowerCase() === text ? '' : text)),
  },
);
const words = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const indent = fc.constantFrom('', '', '', '', ' ', '  ', '\t', '\xa0');
const key = fc.oneof(fc.constantFrom('db', 'DB', 'a', 'B', 'c', 'd', 'e', '__proto__'), words);
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(indent, key, fc.constantFrom('=', ' = ', ':', ' : '), words)
      .map((parts) => parts.join('')),
  },
  { weight: 3, arbitrary: fc.tuple(indent, words).map(([space, text]) => `${space}   ${text}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '[DEFAULT]',
      '[paths]',
      '[b]',
      '[ c ]',
      ' [d]',
      '[e] f',
      '[]',
      '[[g]]',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('', '', ' ', '# note', ' ; note', '\t') },
  { weight: 1, arbitrary: words },
);
const iniText = fc
  .tuple(
    fc.constantFrom('[paths]', '[DEFAULT]', '[a]', ''),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 8 }),
  )
  .map(([first, rest]) => `${first}\n${rest.map((each) => each.join('')).join('')}`)
  .filter((text) => !text.startsWith('\uFEFF') && !/\p{Cs}/u.test(text));
