import { atLexemes, statementsOf } from '../objects.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const schemaTable: Rule = {
  code: 'FM215',
  name: 'writable-schema',
  severity: 'error',
  title: "A script writes into SQLite's own schema table",
  why: `PRAGMA writable_schema lets a script edit sqlite_schema, and one wrong letter destroys the file, which shows at the
next open only. Scripts run in a mode that refuses it. Use ALTER TABLE or a rebuild.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'PRAGMA writable_schema = ON;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN title TEXT;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'pragma'))
      if (
        statement.form.name === 'writable_schema' &&
        /^(?:1|on|yes|true|reset)$/.test(statement.form.value ?? '')
      )
        yield atLexemes(
          statement,
          statement.lexemes,
          'The schema table cannot be written: scripts run with it protected',
        );
    for (const { error } of failuresOf(script.statements, 'schema-table'))
      yield {
        message: `${error.message}: scripts run with it protected`,
        start: error.start,
        end: error.end,
      };
  },
};
