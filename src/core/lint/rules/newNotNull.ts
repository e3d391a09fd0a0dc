import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { Table } from '../../schema/model.ts';
import { nameOf } from '../../schema/parse/reader.ts';
import { atStatement, columnNamed, hasName, statementsOf, tableNamed } from '../objects.ts';
import type { StatementOf } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { LintedScript, Rule } from '../rule.ts';
import type { Draft, RowQuery } from '../finding.ts';

export const newNotNull: Rule = {
  code: 'FM210',
  name: 'new-not-null',
  severity: 'warning',
  title: 'A column that may be NULL becomes NOT NULL, and nothing fills it',
  why: `Rows with NULL in the column make the migration fail, and it is rolled back. Fill them first with UPDATE … WHERE … IS
NULL, or in the copy of a rebuild with ifnull().`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO book_new (id, title) SELECT id, title FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO book_new (id, title) SELECT id, ifnull(title, '') FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  *check(script) {
    yield* inRebuilds(script);
    yield* inAlterations(script);
  },
};

function* inRebuilds(script: LintedScript): Iterable<Draft> {
  for (const { before, after, copies } of rebuildsOf(script))
    for (const column of after.columns) {
      const old = columnNamed(before, column.name);
      if (!old || column.notNull === null || mayNotBeNull(before, old.name)) continue;
      // Where it is copied as it is, its NULLs come along.
      const plain = copies.find(({ sources, targets }) => {
        const at = targets?.findIndex((target) => sameName(target, column.name)) ?? -1;
        return at !== -1 && sameName(sources?.[at] ?? '', old.name);
      });
      if (
        !plain ||
        plain.filtered ||
        isFilled(script, plain.statement.start, before.name, old.name)
      )
        continue;
      const isLeftOut = plain.statement.form.conflict === 'ignore';
      yield {
        ...atStatement(
          plain.statement,
          `Rows with NULL in ${before.name}.${old.name} ${isLeftOut ? 'are left out' : 'make this fail'}`,
        ),
        rows: nulls(before.name, old.name),
      };
    }
}

function* inAlterations(script: LintedScript): Iterable<Draft> {
  for (const statement of statementsOf(script, 'alter')) {
    const column = setNotNull(statement);
    const { table } = statement.form;
    const old = tableNamed(statement.before, table);
    if (
      column === undefined ||
      !old ||
      !tableNamed(script.start, table) ||
      mayNotBeNull(old, column)
    )
      continue;
    if (isFilled(script, statement.start, table, column)) continue;
    yield {
      ...atStatement(statement, `Rows with NULL in ${table}.${column} make this fail`),
      rows: nulls(table, column),
    };
  }
}

function mayNotBeNull(table: Table, name: string): boolean {
  return (
    columnNamed(table, name)?.notNull !== null || sameName(table.primaryKey?.rowidAlias ?? '', name)
  );
}

function setNotNull({ form: { rest } }: StatementOf<'alter'>): string | undefined {
  const words = rest.map(({ word }) => word).join(' ');
  if (!/^alter (?:column )?.*set not null$/.test(words)) return undefined;
  const name = rest.at(-4);
  return name && nameOf(name);
}

function isFilled(script: LintedScript, before: number, table: string, column: string): boolean {
  return script.statements.some(
    ({ form, start }) =>
      start < before &&
      ((form.kind === 'update' && sameName(form.table, table) && hasName(form.set, column)) ||
        (form.kind === 'delete' && foldName(form.table) === foldName(table))),
  );
}

function nulls(table: string, column: string): RowQuery {
  return {
    table,
    sql: `SELECT count(*) FROM ${quoteIdentifier(table)} WHERE ${quoteIdentifier(column)} IS NULL`,
    what: `rows of ${table} have NULL in ${column}`,
    one: `row of ${table} has NULL in ${column}`,
  };
}
