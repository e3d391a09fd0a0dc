import { atLexemes, statementsOf } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const starView: Rule = {
  code: 'FM703',
  name: 'star-view',
  severity: 'info',
  title: 'A view of SELECT * changes when its table does',
  why: `SQLite works out the star each time the schema is read: a column that is added to the table later appears in the view,
and one that is dropped is gone from it. Programs that count on the columns break. Name them.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'CREATE VIEW books AS SELECT * FROM book;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'CREATE VIEW books AS SELECT id, title FROM book;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      if (statement.form.object !== 'view') continue;
      const star = statement.lexemes.find(
        ({ text }, index) =>
          text === '*' &&
          /^(?:select|all|distinct)$/.test(statement.lexemes[index - 1]?.word ?? ''),
      );
      if (star)
        yield atLexemes(
          statement,
          [star],
          `The columns of ${statement.form.name} change with its tables`,
        );
    }
  },
};
