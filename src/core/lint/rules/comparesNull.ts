import { atLexemes } from '../objects.ts';
import type { Lexeme } from '../../schema/parse/reader.ts';
import type { Rule } from '../rule.ts';

export const comparesNull: Rule = {
  code: 'FM312',
  name: 'compares-null',
  severity: 'warning',
  title: 'A comparison with NULL is never true',
  why: '`x = NULL` and `x <> NULL` are NULL whatever x is, so WHERE takes no row and CHECK lets every row pass. Write `x IS NULL` or `x IS NOT NULL`.',
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: "UPDATE book SET title = '' WHERE title = NULL;\n",
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: "UPDATE book SET title = '' WHERE title IS NULL;\n",
  },
  *check({ statements }) {
    for (const statement of statements) {
      if (statement.form.kind === 'pragma') continue;
      for (const [operator, value] of comparisons(statement.lexemes)) {
        const by = operator.text.startsWith('=') ? 'IS' : 'IS NOT';
        const edits = [
          {
            start: statement.start + operator.start,
            end: statement.start + operator.end,
            text: by,
          },
        ];
        yield {
          ...atLexemes(statement, [operator, value], 'A comparison with NULL is never true'),
          fixes: [{ kind: 'edit', title: `Write ${by} NULL`, edits }],
        };
      }
    }
  },
};

const CONDITIONS: ReadonlySet<string> = new Set([
  'where',
  'on',
  'having',
  'when',
  'check',
  'and',
  'or',
  'not',
]);
const OTHERS: ReadonlySet<string> = new Set([
  'set',
  'select',
  'values',
  'then',
  'else',
  'from',
  'default',
  'returning',
  'by',
]);

/** Where `= NULL` stands in a condition. SET assigns with the same sign. */
function* comparisons(lexemes: readonly Lexeme[]): Generator<readonly [Lexeme, Lexeme]> {
  const clauses: string[] = [''];
  for (const [index, lexeme] of lexemes.entries()) {
    const { word, text, kind } = lexeme;
    if (text === '(')
      clauses.push(lexemes[index - 1]?.word === 'check' ? 'where' : (clauses.at(-1) ?? ''));
    else if (text === ')') clauses.pop();
    else if (kind === 'semicolon') clauses.splice(0, clauses.length, '');
    else if (OTHERS.has(word)) clauses[clauses.length - 1] = 'other';
    else if (CONDITIONS.has(word) && !(word === 'on' && lexemes[index + 1]?.word === 'conflict')) {
      const isJoining = word === 'and' || word === 'or' || word === 'not';
      if (!isJoining) clauses[clauses.length - 1] = 'where';
    }
    const next = lexemes[index + 1];
    if (clauses.at(-1) === 'where' && next?.word === 'null' && /^(?:==?|<>|!=)$/.test(text))
      yield [lexeme, next];
  }
}
