import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { Column, Table } from '../model.ts';
import { oldColumn } from './scope.ts';
import type { TableScope } from './scope.ts';
import { isKept, valueAfter } from './valueAfter.ts';

/** Names of the rowid, best first. https://sqlite.org/rowidtable.html */
const ROWID_NAMES: readonly string[] = ['rowid', 'oid', '_rowid_'];

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
  const columns = after.columns.filter(({ name }) => mentioned.has(foldName(name)));
  const alias = quoteIdentifier(name);
  const source = quoteIdentifier(before.name);
  if (columns.every((column) => isAsBefore(table, column)))
    return sameName(before.name, name) ? source : `${source} AS ${alias}`;
  const isAsked = ({ name: column }: Column): boolean => mentioned.has(foldName(column));
  const inner = after.columns
    .filter((column) => !isComputed(table, column))
    .flatMap((column) => storedValue(table, column, isAsked(column)))
    .join(', ');
  const rows = `(SELECT ${inner === '' ? 'NULL' : inner} FROM ${source})`;
  const computed = after.columns
    .filter((column) => isComputed(table, column))
    .map((column) => aliased(`(${column.generated?.expression.text ?? ''})`, column));
  if (computed.length === 0) return `${rows} AS ${alias}`;
  return `(SELECT *, ${computed.join(', ')} FROM ${rows}) AS ${alias}`;
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

/** Whether a column is worked out in another way than before. */
function isComputed(table: TableScope, { name, generated }: Column): boolean {
  if (!generated) return false;
  const { live } = table;
  const old = live.columns.find((column) => sameName(column.name, name));
  return old?.generated?.expression.canonical !== generated.expression.canonical;
}

/** What a query does not ask for only helps to recognise the row, so it is as it was, and nothing if it is new. */
function storedValue(table: TableScope, column: Column, isAsked: boolean): string[] {
  const { before, after } = table;
  const old = oldColumn(table, column.name);
  if (old) {
    const value = quoteIdentifier(old.name);
    return [aliased(isAsked ? valueAfter(value, old.affinity, column.affinity) : value, column)];
  }
  if (!isAsked) return [];
  const alias = after.primaryKey?.rowidAlias ?? null;
  const rowid = freeRowid(before);
  const isRowid = alias !== null && rowid !== undefined && sameName(alias, column.name);
  return [aliased(isRowid ? rowid : (column.default?.canonical ?? 'NULL'), column)];
}

function aliased(value: string, { name }: Column): string {
  const alias = quoteIdentifier(name);
  return value === alias ? value : `${value} AS ${alias}`;
}
