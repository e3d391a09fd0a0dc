import { reachesOtherFile } from '../../sql/otherFile.ts';
import { transactionUse } from '../../sql/statementKind.ts';
import { atStatement } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const outsideTransaction: Rule = {
  code: 'FM403',
  name: 'outside-transaction',
  severity: 'info',
  title: 'A statement cannot run in a transaction',
  why: `VACUUM fails in a transaction, and PRAGMA journal_mode, synchronous and a few others fail or do nothing. The whole
script therefore runs outside one, guarded by a copy of the database that is put back when it fails. Other programs can see it half done.
Give such a statement a script of its own.`,
  bad: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\nVACUUM;\n' },
  good: { script: 'VACUUM;\n' },
  *check(script) {
    const others = script.statements.filter(
      ({ text, form }) => transactionUse(text) === null && form.kind !== 'pragma',
    );
    if (others.length === 0) return;
    for (const statement of script.statements) {
      const use = transactionUse(statement.text);
      const { form } = statement;
      const isForeignKeys = form.kind === 'pragma' && form.name === 'foreign_keys';
      const isOutside =
        use === 'vacuum' ||
        use === 'pragma' ||
        (use === 'attach' && !reachesOtherFile(statement.text));
      if (isOutside && !isForeignKeys)
        yield atStatement(
          statement,
          'This cannot run in a transaction, so the whole script runs outside one',
        );
    }
  },
};
