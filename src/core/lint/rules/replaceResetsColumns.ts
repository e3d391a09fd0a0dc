import { atStatement, columnNamed, listed, statementsOf, tableNamed } from '../objects.ts';
import { hasName } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const replaceResetsColumns: Rule = {
  code: 'FM109',
  name: 'replace-resets-columns',
  severity: 'warning',
  title: 'REPLACE resets the columns that it does not name',
  why: `REPLACE does not update a row: it deletes every row with the same key and inserts a new one. Columns that are not
listed get their default, and triggers on DELETE do not fire. Write INSERT … ON CONFLICT (key) DO UPDATE SET …, which
changes what it names and nothing else.`,
  bad: {
    before: 'CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT, note TEXT);',
    script: "INSERT OR REPLACE INTO setting (name, value) VALUES ('colour', 'red');\n",
  },
  good: {
    before: 'CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT, note TEXT);',
    script: `INSERT INTO setting (name, value) VALUES ('colour', 'red')
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
`,
  },
  *check(script) {
    for (const statement of statementsOf(script, 'insert')) {
      const { conflict, columns, table: name } = statement.form;
      const table = tableNamed(script.start, name);
      if (conflict !== 'replace' || columns === null || table === undefined) continue;
      const reset = table.columns
        .filter((column) => column.generated === null && !hasName(columns, column.name))
        .map((column) => column.name)
        .filter(
          (column) =>
            columnNamed(table, column) !== undefined && table.primaryKey?.rowidAlias !== column,
        );
      if (reset.length > 0)
        yield atStatement(
          statement,
          `A row of ${name} that is there already loses its ${listed(reset)}`,
        );
    }
  },
};
