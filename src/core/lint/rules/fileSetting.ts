import { atStatement, statementsOf } from '../objects.ts';
import { transactionUse } from '../../sql/statementKind.ts';
import type { Rule } from '../rule.ts';

export const fileSetting: Rule = {
  code: 'FM410',
  name: 'file-setting',
  severity: 'warning',
  title: 'A pragma comes too late to have an effect',
  why: `The encoding of a database is fixed with its first table. Its page size and its auto_vacuum mode change only by a VACUUM
after the pragma. The version record is there before the first script, so by itself the pragma does nothing.`,
  bad: { script: 'PRAGMA page_size = 8192;\n' },
  good: { script: 'PRAGMA page_size = 8192;\nVACUUM;\n' },
  *check(script) {
    for (const statement of statementsOf(script, 'pragma')) {
      const { name, value } = statement.form;
      if (value === null || !/^(?:encoding|page_size|auto_vacuum)$/.test(name)) continue;
      const vacuum = script.statements.some(
        ({ text, start }) => start > statement.start && transactionUse(text) === 'vacuum',
      );
      if (name === 'encoding' || !vacuum)
        yield atStatement(
          statement,
          `The database has tables already, so ${name} stays as it is${name === 'encoding' ? '' : ' without a VACUUM'}`,
        );
    }
  },
};
