import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { named } from '../diff/names.ts';
import { namesInText } from '../parse/reader.ts';
import type { Column, Table } from '../model.ts';
import { ROWID_NAMES } from '../parse/names.ts';
import { oldColumn } from './scope.ts';
import type { TableScope } from './scope.ts';
import { isKept, valueAfter } from './valueAfter.ts';

/** The column that is another name of the rowid, or null. */
export function rowidAlias({ primaryKey }: Table): string | null {
  return primaryKey?.rowidAlias ?? null;
}

/** A name by which all of these tables know their rowid, or undefined where columns take them all. */
export function freeRowid(...tables: readonly Table[]): string | undefined {
  if (tables.some(({ withoutRowid }) => withoutRowid)) return undefined;
  const taken = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => foldName(name))));
  return ROWID_NAMES.find((name) => !taken.has(name));
}

/**
 * The rows of a table as a plan leaves them, as what stands behind FROM in a query on the database as it is before.
 * Only the columns that the query mentions, folded, need to be there. The query knows them under `name`.
 */
export function rowsAfter(
  table: TableScope,
  mentioned: ReadonlySet<string>,
  name = table.after.name,
): string {
  const { before, after } = table;
  const asked = withSources(after, mentioned);
  const alias = quoteIdentifier(name);
  const source = quoteIdentifier(before.name);
  if (asked.every((column) => isAsBefore(table, column)))
    return sameName(before.name, name) ? source : `${source} AS ${alias}`;
  const inner = after.columns.flatMap((column) => storedValue(table, column, asked)).join(', ');
  let rows = `(SELECT ${inner === '' ? 'NULL' : inner} FROM ${source})`;
  // A generated column may be made from others, which have to be there before it.
  let pending = asked.filter(({ generated }) => generated);
  while (pending.length > 0) {
    const waits = (column: Column): boolean =>
      pending.some((other) => other !== column && sourcesOf(column).has(foldName(other.name)));
    const ready = pending.filter((column) => !waits(column));
    const values = ready.map((column) => aliased(computedValue(column), column)).join(', ');
    rows = `(SELECT *, ${values} FROM ${rows})`;
    pending = pending.filter(waits);
  }
  return `${rows} AS ${alias}`;
}

/** A query for all rows of a table. */
export function rowsOf(table: string): string {
  return `SELECT * FROM ${quoteIdentifier(table)}`;
}

/** Whether a column is worked out in another way than before, or for the first time. */
export function isComputed({ live }: TableScope, { name, generated }: Column): boolean {
  if (!generated) return false;
  const old = named(live.columns, name);
  return old?.generated?.expression.canonical !== generated.expression.canonical;
}

/** The columns with these names, and those that they are generated from. */
function withSources({ columns }: Table, names: ReadonlySet<string>): readonly Column[] {
  const asked = new Set(names);
  // A name that is added behind the one at hand is visited too.
  for (const name of asked) {
    const column = columns.find((each) => foldName(each.name) === name);
    for (const source of column ? sourcesOf(column) : []) asked.add(source);
  }
  return columns.filter(({ name }) => asked.has(foldName(name)));
}

function sourcesOf({ generated }: Column): ReadonlySet<string> {
  return namesInText(generated?.expression.text ?? '');
}

function isAsBefore(table: TableScope, column: Column): boolean {
  const old = oldColumn(table, column.name);
  return (
    old !== undefined &&
    sameName(old.name, column.name) &&
    isKept(old.affinity, column.affinity) &&
    !isComputed(table, column)
  );
}

/** What a query does not ask for only helps to recognise the row, so it is as it was, and nothing if it is new. */
function storedValue(table: TableScope, column: Column, asked: readonly Column[]): string[] {
  const { before, after } = table;
  const { name, affinity } = column;
  const isAsked = asked.includes(column);
  if (isAsked && column.generated) return [];
  const old = oldColumn(table, name);
  if (old) {
    const value = quoteIdentifier(old.name);
    return [aliased(isAsked ? valueAfter(value, old.affinity, affinity) : value, column)];
  }
  if (!isAsked) return [];
  const alias = rowidAlias(after);
  const rowid = freeRowid(before);
  const isRowid = alias !== null && rowid !== undefined && sameName(alias, name);
  if (isRowid) return [aliased(rowid, column)];
  const value = column.default?.canonical;
  return [aliased(value === undefined ? 'NULL' : valueAfter(value, 'BLOB', affinity), column)];
}

function computedValue({ generated, affinity }: Column): string {
  return valueAfter(`(${generated?.expression.text ?? 'NULL'})`, 'BLOB', affinity);
}

function aliased(value: string, { name }: Column): string {
  const alias = quoteIdentifier(name);
  return value === alias ? value : `${value} AS ${alias}`;
}
