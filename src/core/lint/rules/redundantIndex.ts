import type { KeyPart } from '../../schema/model.ts';
import { sameName } from '../../sql/identifier.ts';
import { atStatement, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const redundantIndex: Rule = {
  code: 'FM702',
  name: 'redundant-index',
  severity: 'info',
  title: 'Another index does the same',
  why: `An index whose columns are the first columns of another index, of a UNIQUE constraint or of the primary key finds nothing
faster. It takes space, and every write keeps it up to date.`,
  bad: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, year INTEGER);\nCREATE INDEX by_title_year ON book (title, year);',
    script: 'CREATE INDEX by_title ON book (title);\n',
  },
  good: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, year INTEGER);\nCREATE INDEX by_title_year ON book (title, year);',
    script: 'CREATE INDEX by_year ON book (year);\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      const { object, name } = statement.form;
      const index = script.end.indexes.find((each) => sameName(each.name, name));
      const table = tableNamed(script.end, index?.table ?? '');
      if (
        object !== 'index' ||
        !index ||
        !table ||
        index.unique ||
        index.where !== null ||
        statement.error
      )
        continue;
      const others = [
        ...(table.primaryKey ? [{ name: 'the primary key', parts: table.primaryKey.parts }] : []),
        ...table.uniques.map(({ parts }) => ({ name: 'a UNIQUE constraint', parts })),
        ...script.end.indexes
          .filter(
            (each) => each !== index && each.where === null && sameName(each.table, index.table),
          )
          .map(({ name: other, parts }) => ({ name: other, parts })),
      ];
      const same = others.find(
        ({ parts, name: other }) =>
          // Of two that are equal, the one that was there first stays.
          (parts.length > index.parts.length ||
            !statementsOf(script, 'create').some(
              ({ form, start }) => sameName(form.name, other) && start > statement.start,
            )) &&
          index.parts.every((part, at) => samePart(part, parts[at])),
      );
      if (same)
        yield atStatement(
          statement,
          `${same.name === 'the primary key' || same.name === 'a UNIQUE constraint' ? same.name.replace(/^t|^a/, (first) => first.toUpperCase()) : same.name} begins with the same columns`,
        );
    }
  },
};

function samePart(part: KeyPart, other: KeyPart | undefined): boolean {
  if (other === undefined || part.descending !== other.descending) return false;
  if (part.column === null || other.column === null)
    return part.expression !== null && part.expression.canonical === other.expression?.canonical;
  return (
    sameName(part.column, other.column) && sameName(part.collation ?? '', other.collation ?? '')
  );
}
