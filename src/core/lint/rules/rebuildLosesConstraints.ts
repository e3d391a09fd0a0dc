import type {
  Column,
  Constraint,
  PrimaryKey,
  Table,
  UniqueConstraint,
} from '../../schema/model.ts';
import { foldName, unquote } from '../../sql/identifier.ts';
import { readLexemes } from '../form.ts';
import { atStatement, columnNamed, listed } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const rebuildLosesConstraints: Rule = {
  code: 'FM111',
  name: 'rebuild-loses-constraints',
  severity: 'warning',
  title: 'A rebuild changes one thing and loses others',
  why: `A table that is written down anew easily lacks what the old one had: CHECK, COLLATE, UNIQUE, foreign keys, defaults,
generated columns, AUTOINCREMENT, STRICT, WITHOUT ROWID. SQLite says nothing. A rebuild whose only purpose is to take one of
these away is not meant.`,
  bad: {
    before: `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT COLLATE NOCASE, price INTEGER CHECK (price >= 0));`,
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT, price INTEGER, isbn TEXT);
INSERT INTO book_new (id, title, price) SELECT id, title, price FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  good: {
    before: `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT COLLATE NOCASE, price INTEGER CHECK (price >= 0));`,
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT COLLATE NOCASE, price INTEGER CHECK (price >= 0), isbn TEXT);
INSERT INTO book_new (id, title, price) SELECT id, title, price FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  *check(script) {
    for (const { before, after, create } of rebuildsOf(script)) {
      const lost = lossesOf(before, after);
      const isPurpose = sameColumns(before, after) && asksNoMore(before, after);
      if (lost.length > 0 && !isPurpose)
        yield atStatement(
          create,
          `The new ${after.name} lacks what the old one had: ${listed(lost)}`,
        );
    }
  },
};

function lossesOf(before: Table, after: Table): readonly string[] {
  const key = before.primaryKey?.autoincrement === true && after.primaryKey?.autoincrement !== true;
  return [
    ...(before.strict && !after.strict ? ['STRICT'] : []),
    ...(before.withoutRowid && !after.withoutRowid ? ['WITHOUT ROWID'] : []),
    ...(key ? ['AUTOINCREMENT'] : []),
    ...missing(before.checks, after.checks).map(({ expression }) => `CHECK (${expression.text})`),
    ...missing(before.uniques, after.uniques)
      .filter((unique) => !after.primaryKey || partsOf(unique) !== partsOf(after.primaryKey))
      .map(({ parts }) => `UNIQUE (${parts.map(({ column }) => column ?? '').join(', ')})`),
    ...missing(before.foreignKeys, after.foreignKeys).map(
      ({ parent }) => `the foreign key to ${parent}`,
    ),
    ...before.columns.flatMap((column) => columnLosses(column, columnNamed(after, column.name))),
  ];

  /** Those that are gone, unless others took their place, or their columns are gone too. */
  function missing<T extends Constraint>(old: readonly T[], now: readonly T[]): readonly T[] {
    const there = new Set(now.map(demandOf));
    const had = new Set(old.map(demandOf));
    const gone = old.filter((each) => !there.has(demandOf(each)) && !usesGoneColumn(each));
    return gone.length > now.filter((each) => !had.has(demandOf(each))).length ? gone : [];
  }

  function usesGoneColumn({ canonical }: Constraint): boolean {
    const words = new Set(readLexemes(canonical).map(({ text }) => foldName(unquote(text))));
    return before.columns.some(
      ({ name }) => !columnNamed(after, name) && words.has(foldName(name)),
    );
  }
}

/** What a constraint asks of rows, whatever it is called. */
function demandOf(constraint: Constraint): string {
  const { canonical, name } = constraint;
  return name === null ? canonical : canonical.replace(/^constraint (?:"(?:[^"]|"")*"|\S+) /, '');
}

function columnLosses(column: Column, now: Column | undefined): readonly string[] {
  if (now === undefined) return [];
  const { name, collation, default: value, generated } = column;
  return [
    ...(collation !== null && now.collation === null ? [`COLLATE ${collation} of ${name}`] : []),
    ...(value !== null && now.default === null ? [`the default of ${name}`] : []),
    ...(generated !== null && now.generated === null ? [`the expression of ${name}`] : []),
  ];
}

/** Whether the new table asks nothing that the old one did not ask. */
function asksNoMore(before: Table, after: Table): boolean {
  const asked = new Set(demandsOf(before));
  return demandsOf(after).every((demand) => asked.has(demand));
}

/** All that a table says of its rows, in words that compare. */
function demandsOf(table: Table): readonly string[] {
  const { strict, withoutRowid, primaryKey, checks, uniques, foreignKeys, columns } = table;
  const isRowid = ({ name }: Column): boolean => primaryKey?.rowidAlias === name;
  return [
    ...(strict ? ['strict'] : []),
    ...(withoutRowid ? ['without rowid'] : []),
    ...(primaryKey?.autoincrement === true ? ['autoincrement'] : []),
    ...(primaryKey ? [`key ${partsOf(primaryKey)}`] : []),
    ...[...checks, ...uniques, ...foreignKeys].map(demandOf),
    ...columns.flatMap((column) =>
      (['notNull', 'collation', 'default', 'generated'] as const).flatMap((property) =>
        // A rowid is never NULL, said or not.
        column[property] === null || (property === 'notNull' && isRowid(column))
          ? []
          : [`${property} ${foldName(column.name)}`],
      ),
    ),
  ];
}

/** The columns of a key in its order. */
function partsOf({ parts }: PrimaryKey | UniqueConstraint): string {
  return JSON.stringify(parts.map(({ column }) => foldName(column ?? '')));
}

function sameColumns(before: Table, after: Table): boolean {
  const of = ({ columns }: Table): string =>
    columns.map(({ name, type }) => foldName(`${name} ${type}`)).join();
  return of(before) === of(after);
}
