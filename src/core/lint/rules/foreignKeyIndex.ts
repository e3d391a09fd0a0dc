import type { Index, Table } from '../../schema/model.ts';
import { sameName, quoteIdentifier } from '../../sql/identifier.ts';
import { atColumn, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';
import { placeOfTable } from '../tablePlace.ts';

export const foreignKeyIndex: Rule = {
  code: 'FM701',
  name: 'foreign-key-index',
  severity: 'info',
  title: 'A foreign key has no index on its own columns',
  why: `When a row of the parent is deleted or its key changes, SQLite looks for its children, and without an index it reads the
whole table each time. SQLite makes none by itself. An index whose first columns are those of the key is enough.`,
  bad: {
    before: 'CREATE TABLE author (id INTEGER PRIMARY KEY);',
    script: 'CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);\n',
  },
  good: {
    before: 'CREATE TABLE author (id INTEGER PRIMARY KEY);',
    script:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);\nCREATE INDEX book_author ON book (author);\n',
  },
  *check(script) {
    for (const table of script.end.tables)
      for (const { columns, canonical, parent } of table.foreignKeys) {
        const old = tableNamed(script.start, table.name);
        const place = placeOfTable(script, table.name, columns);
        if (!place || old?.foreignKeys.some((key) => key.canonical === canonical)) continue;
        if (isIndexed(table, script.end.indexes, columns)) continue;
        const name = `${table.name}_${columns.join('_')}`;
        const sql = `CREATE INDEX ${quoteIdentifier(name)} ON ${quoteIdentifier(table.name)} (${columns.map(quoteIdentifier).join(', ')});\n`;
        const at = script.text.length;
        const edits = [
          { start: at, end: at, text: (script.text.endsWith('\n') ? '' : '\n') + sql },
        ];
        yield {
          ...atColumn(
            place,
            table.name,
            columns[0],
            `No index begins with ${columns.join(', ')}, so deleting from ${parent} reads all of ${table.name}`,
          ),
          fixes: [
            { kind: 'edit', title: `Add an index on ${table.name} (${columns.join(', ')})`, edits },
          ],
        };
      }
  },
};

function isIndexed(table: Table, indexes: readonly Index[], columns: readonly string[]): boolean {
  const lists = [
    ...(table.primaryKey ? [table.primaryKey.parts] : []),
    ...table.uniques.map(({ parts }) => parts),
    ...indexes
      .filter((index) => sameName(index.table, table.name) && index.where === null)
      .map(({ parts }) => parts),
  ];
  return lists.some((parts) =>
    columns.every((column) =>
      parts
        .slice(0, columns.length)
        .some((part) => part.column !== null && sameName(part.column, column)),
    ),
  );
}
