import { reachesOtherFile } from '../../sql/otherFile.ts';
import { transactionUse } from '../../sql/statementKind.ts';
import { atStatement } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const attach: Rule = {
  code: 'FM407',
  name: 'attach',
  severity: 'warning',
  title: 'A script reaches another database file',
  why: `What fails is put back in the database of the project only: changes in the attached file stay. The path depends on the
folder that the run starts in, the scripts cannot be replayed to tell the schema, and there is no other place where it runs the same.`,
  bad: { script: "ATTACH 'archive.db' AS archive;\n" },
  good: { script: 'CREATE TABLE archive (id INTEGER PRIMARY KEY);\n' },
  *check({ statements }) {
    for (const statement of statements)
      if (transactionUse(statement.text) === 'attach' && reachesOtherFile(statement.text))
        yield atStatement(
          statement,
          'What the script does to another file is not undone when it fails',
        );
  },
};
