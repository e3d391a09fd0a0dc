import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const rowsFail: Rule = {
  code: 'FM202',
  name: 'rows-fail',
  severity: 'warning',
  title: 'Rows break a constraint in a database that the scripts alone have made',
  why: `On the rows that the scripts before it have written, this statement breaks a constraint. A new database made from the
scripts stops here. Yours may have other rows.`,
  bad: {
    before:
      "CREATE TABLE colour (name TEXT NOT NULL PRIMARY KEY);\nINSERT INTO colour VALUES ('red');",
    script: "INSERT INTO colour (name) VALUES ('red');\n",
  },
  good: {
    before:
      "CREATE TABLE colour (name TEXT NOT NULL PRIMARY KEY);\nINSERT INTO colour VALUES ('red');",
    script: "INSERT INTO colour (name) VALUES ('red') ON CONFLICT DO NOTHING;\n",
  },
  *check({ statements }) {
    for (const { statement, error } of failuresOf(statements, 'rows'))
      yield {
        message: error.message,
        start: error.start,
        end: statement.start + (statement.lexemes[0]?.end ?? 0),
      };
  },
};
