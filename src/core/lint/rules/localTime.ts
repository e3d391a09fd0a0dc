import { unquote } from '../../sql/identifier.ts';
import { atLexemes } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const localTime: Rule = {
  code: 'FM704',
  name: 'local-time',
  severity: 'info',
  title: 'Local time is stored without its zone',
  why: `datetime('now', 'localtime') is the wall clock of the machine that runs the statement. Without its zone, times of two
machines cannot be compared, and an hour a year comes twice. Store UTC, and convert when showing it.`,
  bad: {
    script:
      "CREATE TABLE book (id INTEGER PRIMARY KEY, made_at TEXT DEFAULT (datetime('now', 'localtime')));\n",
  },
  good: {
    script: "CREATE TABLE book (id INTEGER PRIMARY KEY, made_at TEXT DEFAULT (datetime('now')));\n",
  },
  *check({ statements }) {
    for (const statement of statements)
      for (const lexeme of statement.lexemes)
        if (lexeme.kind === 'string' && unquote(lexeme.text).toLowerCase() === 'localtime')
          yield atLexemes(
            statement,
            [lexeme],
            'This is the wall clock of one machine, without its zone',
          );
  },
};
