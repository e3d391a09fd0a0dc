import { sameName } from '../../sql/identifier.ts';
import { atStatement, statementsOf } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const temporaryObject: Rule = {
  code: 'FM411',
  name: 'temporary-object',
  severity: 'warning',
  title: 'A temporary view or trigger is gone when the script ends',
  why: `Temporary objects belong to the connection. A table for numbers on the way is fine; a view or a trigger that is meant to
stay must not be TEMP, since no program would ever see it.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'CREATE TEMP VIEW books AS SELECT id FROM book;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'CREATE VIEW books AS SELECT id FROM book;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      const { object, temporary, name } = statement.form;
      if (!temporary || (object !== 'view' && object !== 'trigger')) continue;
      // One that is used, or dropped again, was for the way.
      const used = script.statements.some(
        ({ start, lexemes }) =>
          start > statement.start && lexemes.some(({ text }) => sameName(text, name)),
      );
      if (!used && object === 'view')
        yield atStatement(statement, `The view ${name} is gone when the script ends`);
      if (
        object === 'trigger' &&
        statementsOf(script, 'insert').length +
          statementsOf(script, 'update').length +
          statementsOf(script, 'delete').length ===
          0
      )
        yield atStatement(statement, `The trigger ${name} is gone when the script ends`);
    }
  },
};
