import type { Lexeme } from './parse/reader.ts';
import { depthOf } from './parse/reader.ts';

/** Something in a statement that not every SQLite has. https://sqlite.org/changes.html */
export interface Feature {
  readonly since: string;
  readonly what: string;
  readonly lexemes: readonly Lexeme[];
}

/** Words that stand for a feature wherever they follow each other. */
const PHRASES: readonly (readonly [since: string, what: string, words: readonly string[]])[] = [
  ['3.24', 'ON CONFLICT … DO', ['on', 'conflict']],
  ['3.30', 'NULLS FIRST', ['nulls', 'first']],
  ['3.30', 'NULLS LAST', ['nulls', 'last']],
  ['3.31', 'A generated column', ['generated', 'always']],
  ['3.35', 'MATERIALIZED', ['as', 'materialized']],
  ['3.39', 'RIGHT JOIN', ['right', 'join']],
  ['3.39', 'RIGHT JOIN', ['right', 'outer', 'join']],
  ['3.39', 'FULL JOIN', ['full', 'join']],
  ['3.39', 'FULL JOIN', ['full', 'outer', 'join']],
  ['3.39', 'IS DISTINCT FROM', ['is', 'distinct', 'from']],
  ['3.39', 'IS NOT DISTINCT FROM', ['is', 'not', 'distinct', 'from']],
];

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...versioned(
    '3.25',
    'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value',
  ),
  ...versioned('3.32', 'iif'),
  ...versioned(
    '3.35',
    'acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians sin sinh sqrt tan tanh trunc sign',
  ),
  ...versioned('3.38', 'unixepoch format'),
  ...versioned('3.41', 'unhex'),
  ...versioned('3.43', 'timediff octet_length'),
  ...versioned('3.44', 'concat concat_ws string_agg'),
  ...versioned(
    '3.45',
    'jsonb jsonb_array jsonb_object jsonb_set jsonb_insert jsonb_replace jsonb_remove jsonb_extract jsonb_patch jsonb_group_array jsonb_group_object',
  ),
  ...versioned('3.48', 'if'),
  ...versioned('3.50', 'unistr unistr_quote'),
]);

function versioned(since: string, names: string): readonly (readonly [string, string])[] {
  return names.split(' ').map((name) => [name, since] as const);
}

/** What a statement uses that came after SQLite 3.22, as far as its text tells. */
export function featuresOf(lexemes: readonly Lexeme[]): readonly Feature[] {
  return [...ofTable(lexemes), ...ofTokens(lexemes)];
}

/** In statements about tables a few words mean something that they do not elsewhere. */
function ofTable(lexemes: readonly Lexeme[]): readonly Feature[] {
  const [first = '', ...next] = lexemes.slice(0, 3).map(({ word }) => word);
  if (!(first === 'create' || first === 'alter') || !next.includes('table')) return [];
  const open = lexemes.findIndex((lexeme) => depthOf(lexeme) === 1);
  // CREATE TABLE … AS SELECT
  if (first === 'create' && lexemes.slice(0, open).some(({ word }) => word === 'as')) return [];
  const close = lexemes.findLastIndex((lexeme) => depthOf(lexeme) === -1);
  const strict = lexemes.slice(close + 1).find(({ word }) => word === 'strict');
  return [
    ...lexemes.flatMap((lexeme, at): Feature[] => {
      const [before, after] = [lexemes[at - 1], lexemes[at + 1]];
      if (lexeme.word !== 'as' || after?.text !== '(' || before?.word === 'always') return [];
      return [{ since: '3.31', what: 'A generated column', lexemes: [lexeme] }];
    }),
    ...(strict && first === 'create' ? [{ since: '3.37', what: 'STRICT', lexemes: [strict] }] : []),
  ];
}

function ofTokens(lexemes: readonly Lexeme[]): readonly Feature[] {
  return lexemes.flatMap((lexeme, index): Feature[] => {
    const next = lexemes[index + 1];
    const { word, text, kind } = lexeme;
    if (kind === 'operator' && (text === '->' || text === '->>'))
      return [{ since: '3.38', what: text, lexemes: [lexeme] }];
    if (kind === 'number' && text.includes('_'))
      return [{ since: '3.46', what: 'An underscore in a number', lexemes: [lexeme] }];
    const since = next?.text === '(' ? FUNCTIONS.get(word) : undefined;
    // A table or an index may have the name of a function, with its columns behind it.
    const isName = /^(?:table|into|index|exists|on|references|view|unique|\.)$/.test(
      lexemes[index - 1]?.word || (lexemes[index - 1]?.text ?? ''),
    );
    if (since !== undefined && !isName) return [{ since, what: `${word}()`, lexemes: [lexeme] }];
    const phrase = PHRASES.find(([, , words]) =>
      words.every((each, ahead) => lexemes[index + ahead]?.word === each),
    );
    if (phrase === undefined || (phrase[2][0] === 'on' && !isUpsert(lexemes, index))) return [];
    return [
      {
        since: phrase[0],
        what: phrase[1],
        lexemes: lexemes.slice(index, index + phrase[2].length),
      },
    ];
  });
}

/** ON CONFLICT in a constraint is as old as SQLite. */
function isUpsert(lexemes: readonly Lexeme[], index: number): boolean {
  const after = lexemes[index + 2];
  return after?.word === 'do' || after?.text === '(';
}
