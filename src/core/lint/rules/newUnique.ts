import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import {
  atStatement,
  columnNamed,
  listed,
  statementsOf,
  tableNamed,
  uniqueKeys,
} from '../objects.ts';
import { nameAtStart, rebuildsOf } from '../rebuild.ts';
import type { Draft } from '../finding.ts';
import type { LintedScript, Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const newUnique: Rule = {
  code: 'FM209',
  name: 'new-unique',
  severity: 'warning',
  title: 'Columns of an existing table become unique',
  why: `Rows that have the same values there make the migration fail, and it is rolled back. Remove or change them first,
in the same script. Columns that are unique already, and a script that deletes from or updates the table before, are not meant.`,
  bad: {
    before: 'CREATE TABLE person (id INTEGER PRIMARY KEY, mail TEXT);',
    script: 'CREATE UNIQUE INDEX person_mail ON person (mail);\n',
  },
  good: {
    before: 'CREATE TABLE person (id INTEGER PRIMARY KEY, mail TEXT);',
    script: `DELETE FROM person WHERE id NOT IN (SELECT min(id) FROM person GROUP BY mail);
CREATE UNIQUE INDEX person_mail ON person (mail);
`,
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      const { object, unique, name } = statement.form;
      const index = statement.after.indexes.find((each) => sameName(each.name, name));
      if (
        object !== 'index' ||
        !unique ||
        !index ||
        statement.error ||
        nameAtStart(script, statement, index.table) === undefined
      )
        continue;
      const columns = index.parts.map(({ column }) => column);
      if (columns.every((column) => column !== null))
        yield* finding(script, statement, index.table, columns, index.where?.text);
      else if (!isPrepared(script, statement, index.table))
        yield atStatement(statement, `Rows of ${index.table} with the same values make this fail`);
    }
    for (const { before, after, create, copies } of rebuildsOf(script)) {
      // Such a copy fails for no row, and has a finding of its own.
      if (
        copies.some(({ statement }) => /^(?:ignore|replace)$/.test(statement.form.conflict ?? ''))
      )
        continue;
      for (const { parts } of after.uniques) {
        const columns = parts.map(({ column }) => column ?? '');
        if (!isPrepared(script, create, before.name))
          yield* finding(script, create, before.name, columns);
      }
    }
  },
};

function* finding(
  script: LintedScript,
  statement: WalkedStatement,
  name: string,
  columns: readonly string[],
  where?: string,
): Generator<Draft> {
  const table = tableNamed(script.start, name);
  // A column that the script adds, and what is unique already, even in part.
  if (!table || columns.some((column) => !columnNamed(table, column))) return;
  const keys = uniqueKeys(table, script.start.indexes);
  if (keys.some((key) => key.every((part) => columns.some((column) => sameName(part, column)))))
    return;
  if (isPrepared(script, statement, name)) return;
  const list = columns.map(quoteIdentifier).join(', ');
  const conditions = [
    ...columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`),
    ...(where === undefined ? [] : [`(${where})`]),
  ];
  yield {
    ...atStatement(statement, `Rows of ${name} with the same ${listed(columns)} make this fail`),
    rows: {
      table: name,
      sql: `SELECT ifnull(sum(n), 0) FROM (SELECT count(*) AS n FROM ${quoteIdentifier(name)} WHERE ${conditions.join(' AND ')} GROUP BY ${list} HAVING count(*) > 1)`,
      what: `rows of ${name} share it with another`,
      one: `row of ${name} shares it with another`,
    },
  };
}

/** Whether the script changes rows of the table before. */
function isPrepared(script: LintedScript, { start }: WalkedStatement, table: string): boolean {
  return script.statements.some(
    ({ form, start: at }) =>
      at < start &&
      (form.kind === 'delete' || form.kind === 'update') &&
      sameName(form.table, table),
  );
}
