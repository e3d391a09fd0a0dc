import { atStatement, listed, statementsOf, tableNamed } from '../objects.ts';
import { sameName } from '../../sql/identifier.ts';
import { nameOf } from '../../schema/parse/reader.ts';
import { hasOuter, outerIndex } from '../form.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const starInsert: Rule = {
  code: 'FM313',
  name: 'star-insert',
  severity: 'warning',
  title: 'SELECT * copies by position, and the columns stand in another order',
  why: `INSERT INTO a SELECT * FROM b goes by position and not by name. The columns of the two tables stand in another order,
so values land in the wrong ones. A column that is added to either table later breaks it too. Name the columns.`,
  bad: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);\nCREATE TABLE archive (id INTEGER PRIMARY KEY, isbn TEXT, title TEXT);',
    script: 'INSERT INTO archive SELECT * FROM book;\n',
  },
  good: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);\nCREATE TABLE archive (id INTEGER PRIMARY KEY, isbn TEXT, title TEXT);',
    script: 'INSERT INTO archive (id, title, isbn) SELECT id, title, isbn FROM book;\n',
  },
  *check(script) {
    const inRebuild = new Set(
      rebuildsOf(script).flatMap(({ copies }) => copies.map(({ statement }) => statement.start)),
    );
    for (const statement of statementsOf(script, 'insert')) {
      const { columns, source, table } = statement.form;
      const from = source[outerIndex(source, /^from$/) + 1];
      const isStar =
        source[0]?.word === 'select' && source[1]?.text === '*' && !hasOuter(source, 'join');
      if (columns !== null || !isStar || !from || inRebuild.has(statement.start) || statement.error)
        continue;
      const names = (name: string): readonly string[] =>
        tableNamed(statement.before, name)?.columns.map((column) => column.name) ?? [];
      const to = names(table);
      const wrong = names(nameOf(from)).filter(
        (name, index) =>
          to[index] !== undefined &&
          !sameName(to[index], name) &&
          to.some((other) => sameName(other, name)),
      );
      if (wrong.length > 0)
        yield atStatement(
          statement,
          `${listed(wrong)} ${wrong.length === 1 ? 'lands' : 'land'} in other columns of ${table}`,
        );
    }
  },
};
