import type { Constraint, ForeignKey, KeyPart, PrimaryKey, Table } from '../core/schema/model.ts';
import { foldName, quoteIdentifier, sameName } from '../core/sql/identifier.ts';
import type { DbForeignKey, DbKey, DbTable } from './declarative.ts';
import { checkNames, renderChecks, renderForeignKey, renderKey } from './render.ts';
import { columnsOf, foreignKeyOf } from './tableOf.ts';

/** The constraints of a live table that stay, as text. */
export interface KeptConstraints {
  /** Those that stand with a column, by its folded name. */
  readonly ofColumn: ReadonlyMap<string, readonly string[]>;
  readonly ofTable: readonly string[];
}

/** What stays: keys and foreign keys that are declared still, and checks that no declaration made. */
export function keptConstraints(live: Table, declared: DbTable): KeptConstraints {
  const { primaryKey, uniques, checks, foreignKeys } = live;
  const kept: readonly Constraint[] = [
    ...(primaryKey !== null && declaredPrimary(primaryKey, declared) ? [primaryKey] : []),
    ...uniques.filter(({ parts, name }) =>
      declared.keys.some((key) => key.type === 'UNIQUE' && isKey(key, parts, name)),
    ),
    ...checks.filter(({ name }) => !isDeclaredCheck(name, live, declared)),
  ];
  const textOf = ({ span }: Constraint): string => live.sql.slice(span.start, span.end);
  const byColumn = Map.groupBy(
    kept.filter(({ ofColumn }) => ofColumn !== null),
    ({ ofColumn }) => foldName(ofColumn ?? ''),
  );
  const references = foreignKeys.filter(
    (key) => declared.foreignKeys?.some((each) => sameReference(each, key)) ?? true,
  );
  return {
    ofColumn: new Map([...byColumn].map(([column, group]) => [column, group.map(textOf)])),
    ofTable: [
      ...kept.filter(({ ofColumn }) => ofColumn === null).map(textOf),
      ...references.map(referenceText),
    ],
  };
}

/** The constraints that are declared and not there yet, as text. Unique indexes satisfy some keys. */
export function missingConstraints(
  live: Table,
  declared: DbTable,
  satisfied: ReadonlySet<string>,
): readonly string[] {
  const { primaryKey, uniques, foreignKeys } = live;
  const keys = declared.keys.filter((key) => {
    if (key.type === 'PRIMARY')
      return primaryKey === null || !declaredPrimary(primaryKey, declared);
    if (key.type === 'INDEX' || satisfied.has(columnsText(key.columns))) return false;
    return !uniques.some(({ parts, name }) => isKey(key, parts, name));
  });
  const references = (declared.foreignKeys ?? []).filter(
    (key) => !foreignKeys.some((each) => sameReference(key, each)),
  );
  return [
    ...keys.map(renderKey),
    ...references.map(renderForeignKey),
    ...declared.columns.flatMap(renderChecks),
  ];
}

/** Columns in order, as one text to compare by. */
export function columnsText(columns: readonly string[]): string {
  return JSON.stringify(columns.map(foldName));
}

/** Whether a key of the database is the one that is declared. A name counts only where one is declared. */
export function isKey(declared: DbKey, parts: readonly KeyPart[], name: string | null): boolean {
  const columns = columnsOf(parts);
  if (columns === null || columnsText(columns) !== columnsText(declared.columns)) return false;
  return declared.name === undefined || (name !== null && sameName(name, declared.name));
}

function declaredPrimary(primaryKey: PrimaryKey, { keys }: DbTable): boolean {
  const columns = primaryKey.parts.map(({ column }) => column ?? '');
  return keys.some(
    (key) => key.type === 'PRIMARY' && columnsText(key.columns) === columnsText(columns),
  );
}

function isDeclaredCheck(name: string | null, live: Table, declared: DbTable): boolean {
  if (name === null) return false;
  const columns = [...live.columns, ...declared.columns];
  return columns.some((column) => checkNames(column.name).some((each) => sameName(each, name)));
}

function sameReference(declared: DbForeignKey, live: ForeignKey): boolean {
  const other = foreignKeyOf(live);
  return (
    sameName(declared.table, other.table) &&
    columnsText(declared.columns) === columnsText(other.columns) &&
    columnsText(declared.parentColumns) === columnsText(other.parentColumns) &&
    (declared.onDelete ?? 'NO ACTION') === live.onDelete &&
    (declared.onUpdate ?? 'NO ACTION') === live.onUpdate &&
    (declared.deferred ?? false) === live.deferred
  );
}

function referenceText(key: ForeignKey): string {
  const constraint = key.name === null ? '' : `CONSTRAINT ${quoteIdentifier(key.name)} `;
  const match = key.match === null ? '' : ` MATCH ${quoteIdentifier(key.match)}`;
  const text = renderForeignKey({ ...foreignKeyOf(key), deferred: false });
  return `${constraint}${text}${match}${key.deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`;
}
