import { atLexemes } from '../objects.ts';
import { unquote } from '../../sql/identifier.ts';
import type { Rule } from '../rule.ts';

export const quotedDefault: Rule = {
  code: 'FM307',
  name: 'quoted-default',
  severity: 'warning',
  title: 'A default is the text of an expression and not its value',
  why: `DEFAULT 'CURRENT_TIMESTAMP' and DEFAULT "datetime('now')" put these very letters into every row. Write
CURRENT_TIMESTAMP without quotes, and other expressions in parentheses: DEFAULT (datetime('now')).`,
  bad: {
    script:
      "CREATE TABLE book (id INTEGER PRIMARY KEY, made_at TEXT DEFAULT 'CURRENT_TIMESTAMP');\n",
  },
  good: {
    script: 'CREATE TABLE book (id INTEGER PRIMARY KEY, made_at TEXT DEFAULT CURRENT_TIMESTAMP);\n',
  },
  *check({ statements }) {
    for (const statement of statements) {
      const { form, lexemes } = statement;
      if (form.kind !== 'add-column' && !(form.kind === 'create' && form.object === 'table'))
        continue;
      for (const [index, { word }] of lexemes.entries()) {
        const value = lexemes[index + 1];
        if (word !== 'default' || !value || (value.kind !== 'string' && value.kind !== 'quoted'))
          continue;
        const text = unquote(value.text).trim();
        if (!EXPRESSION.test(text)) continue;
        const by = /^current_/i.test(text) ? text : `(${text})`;
        const edits = [
          { start: statement.start + value.start, end: statement.start + value.end, text: by },
        ];
        yield {
          ...atLexemes(statement, [value], `The default is the text ${text} and not its value`),
          fixes:
            text.toLowerCase() === 'now' ? [] : [{ kind: 'edit', title: `Write ${by}`, edits }],
        };
      }
    }
  },
};

const EXPRESSION =
  /^(?:current_(?:timestamp|date|time)|now|now\(\)|(?:datetime|date|time|strftime|unixepoch|julianday|random|hex|lower|uuid)\(.*\))$/is;
