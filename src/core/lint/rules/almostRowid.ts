import { atLexemes, columnNamed, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const almostRowid: Rule = {
  code: 'FM305',
  name: 'almost-rowid',
  severity: 'warning',
  title: 'A key is almost INTEGER PRIMARY KEY, and so gets no numbers',
  why: `Only the exact words INTEGER PRIMARY KEY make a column another name of the rowid, which SQLite fills by itself. INT,
BIGINT and INTEGER PRIMARY KEY DESC do not: the column stays NULL where no value is given, and a second index is kept.`,
  bad: { script: 'CREATE TABLE book (id INT PRIMARY KEY, title TEXT);\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n' },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      if (statement.form.object !== 'table' || statement.error) continue;
      const table = tableNamed(statement.after, statement.form.name);
      if (!table || tableNamed(statement.before, table.name) || table.withoutRowid) continue;
      const key = table.primaryKey;
      const [part] = key?.parts ?? [];
      const column = columnNamed(table, part?.column ?? '');
      if (
        !key ||
        key.rowidAlias !== null ||
        key.parts.length !== 1 ||
        column?.affinity !== 'INTEGER'
      )
        continue;
      if (
        column.notNull !== null &&
        column.default === null &&
        !/serial|auto/i.test(column.type) &&
        part?.descending !== true
      )
        continue;
      const why =
        part?.descending === true ? 'DESC keeps it from being one' : `its type is ${column.type}`;
      yield atLexemes(
        statement,
        [statement.form.nameAt],
        `${table.name}.${column.name} is no rowid, so SQLite does not number it: ${why}`,
      );
    }
  },
};
