import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { ofKind } from '../change.ts';
import { namesInText } from '../parse/reader.ts';
import type { Column, Expression, Index, KeyPart, PrimaryKey, Table } from '../model.ts';
import { hazard } from '../step.ts';
import type { Hazard, HazardKind } from '../step.ts';
import { rowidAlias, rowsAfter } from './rowsAfter.ts';
import { oldColumn } from './scope.ts';
import type { Scope, TableScope } from './scope.ts';
import { isKept } from './valueAfter.ts';

/** Columns or expressions of which no two rows may have the same values. */
interface Key {
  /** What messages call it. */
  readonly title: string;
  readonly parts: readonly KeyPart[];
  readonly where: Expression | null;
}

/** Rows that a unique index would find to be the same. None where the index stands on a new table. */
export function indexHazards({ tables }: Scope, index: Index): Hazard[] {
  const table = tables.find(({ after }) => sameName(after.name, index.table));
  if (!table || !index.unique) return [];
  return duplicates(table, indexKey(index), 'add-unique');
}

/** Rows that the keys of a changed table would find to be the same, or that have no value for a key that needs one. */
export function keyHazards(scope: Scope, table: TableScope): Hazard[] {
  const { after, changes } = table;
  const added = ofKind(changes, 'add-unique').map(({ constraint }) => constraint.canonical);
  return [
    ...after.uniques.flatMap(({ parts, canonical }) => {
      const key = { title: 'a UNIQUE', parts, where: null };
      return clashes(table, key, added.includes(canonical) ? 'add-unique' : null);
    }),
    ...primaryKeyHazards(table),
    ...scope.to.indexes
      // A new one is checked where it is made.
      .filter(
        (index) => index.unique && sameName(index.table, after.name) && !scope.made.has(index),
      )
      .flatMap((index) => clashes(table, indexKey(index), null)),
  ];
}

function primaryKeyHazards(table: TableScope): Hazard[] {
  const { live, after } = table;
  const key = after.primaryKey;
  if (!key) return [];
  const isNew = !isSameKey(live.primaryKey, key);
  const kind = 'change-primary-key';
  const whole = { title: 'the primary key', parts: key.parts, where: null };
  const hazards = clashes(table, whole, isNew ? kind : null);
  const alias = key.rowidAlias;
  if (alias !== null && oldColumn(table, alias) && !wasRowid(table, alias)) {
    const id = quoteIdentifier(alias);
    // NULL would not fail: SQLite would make up a number.
    const message = `${after.name}.${alias} must be an integer in every row to be its rowid.`;
    const query = `SELECT * FROM ${rowsAfter(table, new Set([foldName(alias)]))} WHERE typeof(${id}) <> 'integer'`;
    return [...hazards, hazard(kind, after.name, message, query)];
  }
  // Tables of other kinds take NULL in a key, by an old mistake that SQLite keeps.
  const refusesNull = (each: Table): boolean => each.withoutRowid || each.strict;
  if (alias !== null || !refusesNull(after) || (refusesNull(live) && !isNew)) return hazards;
  const columns = key.parts.map(({ column }) => column ?? '');
  const missing = columns.map((column) => `${quoteIdentifier(column)} IS NULL`).join(' OR ');
  const message = `The primary key of ${after.name} must not be NULL, since it is ${after.withoutRowid ? 'WITHOUT ROWID' : 'STRICT'}.`;
  const query = `SELECT * FROM ${rowsAfter(table, new Set(columns.map(foldName)))} WHERE ${missing}`;
  return [...hazards, hazard(kind, after.name, message, query)];
}

/** Whether a key has the same columns, in any order, and so finds the same rows to be equal. */
function isSameKey(from: PrimaryKey | null, to: PrimaryKey): boolean {
  const parts = (key: PrimaryKey): string =>
    key.parts
      .map(({ column, collation }) =>
        JSON.stringify([column, collation].map((name) => foldName(name ?? ''))),
      )
      .toSorted()
      .join();
  return from !== null && parts(from) === parts(to);
}

/** A key that was there before is at stake only where its columns compare or store values in another way. */
function clashes(table: TableScope, key: Key, kind: HazardKind | null): Hazard[] {
  if (kind) return isNewRowid(table, key) ? [] : duplicates(table, key, kind);
  const columns = columnsOf(table, key);
  const isRecollated = columns.some(
    ({ to, from }) => foldName(from?.collation ?? 'binary') !== foldName(to.collation ?? 'binary'),
  );
  if (isRecollated) return duplicates(table, key, 'change-collation');
  const isRetyped = columns.some(({ from, to }) => from && !isKept(from.affinity, to.affinity));
  return isRetyped ? duplicates(table, key, 'add-unique') : [];
}

function isNewRowid(table: TableScope, { parts }: Key): boolean {
  const alias = rowidAlias(table.after);
  const [part] = parts;
  return (
    alias !== null &&
    parts.length === 1 &&
    sameName(part?.column ?? '', alias) &&
    (oldColumn(table, alias) === undefined || wasRowid(table, alias))
  );
}

function wasRowid({ live }: TableScope, column: string): boolean {
  return sameName(rowidAlias(live) ?? '', column);
}

/** A column of a key, before and after. */
interface KeyColumn {
  readonly from: Column | undefined;
  readonly to: Column;
}

/** Whether a column is new and NULL in every row. */
function isEmpty({ from, to }: KeyColumn): boolean {
  return from === undefined && to.default === null && to.generated === null;
}

function isPart({ parts }: Key, { name }: Column): boolean {
  return parts.some(({ column }) => sameName(column ?? '', name));
}

function columnsOf(table: TableScope, { parts, where }: Key): KeyColumn[] {
  const texts = [...parts.map(({ expression }) => expression?.text), where?.text];
  const names = new Set(
    texts.flatMap((text) => (text === undefined ? [] : [...namesInText(text)])),
  );
  for (const { column } of parts) if (column !== null) names.add(foldName(column));
  return table.after.columns
    .filter(({ name }) => names.has(foldName(name)))
    .map((to) => ({ from: oldColumn(table, to.name), to }));
}

/** NULLs are all different, so rows with one are at no stake. https://sqlite.org/nulls.html */
function duplicates(table: TableScope, key: Key, kind: HazardKind): Hazard[] {
  const { after } = table;
  const columns = columnsOf(table, key);
  if (columns.some((column) => isEmpty(column) && isPart(key, column.to))) return [];
  const values = key.parts.map(({ column, expression }) =>
    column === null ? `(${expression?.text ?? ''})` : quoteIdentifier(column),
  );
  const groups = key.parts.map((part, index) => {
    const own = columns.find(({ to }) => sameName(to.name, part.column ?? ''))?.to.collation;
    const collation = part.collation ?? own ?? null;
    const isPlain = collation === null && columns.every(({ from }) => !from?.collation);
    return `${values[index] ?? ''}${isPlain ? '' : ` COLLATE ${quoteIdentifier(collation ?? 'BINARY')}`}`;
  });
  const conditions = values.map((value) => `${value} IS NOT NULL`);
  if (key.where) conditions.unshift(`(${key.where.text})`);
  const rows = rowsAfter(table, new Set(columns.map(({ to }) => foldName(to.name))));
  const message = `No two rows of ${after.name} may have the same ${key.parts.map(partTitle).join(', ')}, for ${key.title}.`;
  const query = `SELECT ${values.join(', ')}, count(*) AS "rows" FROM ${rows} WHERE ${conditions.join(' AND ')} GROUP BY ${groups.join(', ')} HAVING count(*) > 1`;
  return [hazard(kind, after.name, message, query)];
}

function indexKey({ name, parts, where }: Index): Key {
  return { title: `the unique index ${name}`, parts, where };
}

function partTitle({ column, expression }: KeyPart): string {
  return column ?? expression?.text ?? '';
}
