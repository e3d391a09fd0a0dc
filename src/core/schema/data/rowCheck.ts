import type { Connection } from '../../database/connection.ts';
import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { Table } from '../model.ts';
import { freeRowid } from '../plan/rowsAfter.ts';
import { rowsText } from './hazards.ts';
import type { ColumnPair, TablePair } from './tablePair.ts';

/** Under which name the database as it was is attached. */
export const ORIGINAL = 'original';

/** Columns in one comparison: SQLite takes expressions of up to 1,000 levels. */
const CHUNK = 200;

/** What is compared, and how. */
export interface RowCheck {
  /** Whether columns of another type may hold values of another storage class. */
  readonly allowRetyped: boolean;
}

/**
 * What became of the rows of a table, compared with those of the database that is attached as `original`: their number,
 * their rowids, and each value with its storage class. Plain sentences, none where all is well. Takes no memory.
 */
export function rowDifferences(
  connection: Connection,
  pair: TablePair,
  check: RowCheck,
): readonly string[] {
  const name = pair.to.name;
  const [before, after] = [oldTable(pair), newTable(pair)].map((table) =>
    Number(connection.get(`SELECT count(1) AS n FROM ${table}`)?.['n']),
  );
  if (before !== after) return [`${name} has ${rowsText(after ?? 0)} and had ${before}`];
  if (before === 0) return [];
  const join = joinOf(pair, check);
  return join === null
    ? unpairedDifferences(connection, pair, check)
    : pairedDifferences(connection, pair, join, check);
}

/** How to find the row that an old one has become. `found` is a column that is never NULL in the new table. */
interface Join {
  readonly on: string;
  readonly found: string;
  /** What it is called in a sentence. */
  readonly key: string;
}

function pairedDifferences(
  connection: Connection,
  pair: TablePair,
  join: Join,
  check: RowCheck,
): string[] {
  const { name } = pair.to;
  const joined = `FROM ${oldTable(pair)} AS o LEFT JOIN ${newTable(pair)} AS n ON ${join.on}`;
  const count = (condition: string): number =>
    Number(connection.get(`SELECT count(1) AS n ${joined} WHERE ${condition}`)?.['n']);
  const lost = count(`${join.found} IS NULL`);
  if (lost > 0) return [`${name} has another ${join.key} in ${rowsText(lost)}`];
  const changed = chunks(pair.columns).filter((columns) => {
    const condition = columns.map((column) => `(${differs(column, check)})`).join(' OR ');
    return connection.get(`SELECT 1 ${joined} WHERE ${condition} LIMIT 1`) !== undefined;
  });
  return changed.flat().flatMap((column) => {
    const rows = count(differs(column, check));
    return rows === 0 ? [] : [`${name}.${column.to} has another value in ${rowsText(rows)}`];
  });
}

/** Where no key leads from one to the other: every row with its values must be there as often as before. */
function unpairedDifferences(connection: Connection, pair: TablePair, check: RowCheck): string[] {
  if (pair.columns.length === 0) return [];
  const grouped = (table: string, side: 'from' | 'to'): string => {
    const values = pair.columns.flatMap((column) => {
      const value = quoteIdentifier(column[side]);
      if (column.retyped && check.allowRetyped) return [`${value} IS NULL`];
      return [`+${value} COLLATE BINARY`, `typeof(${value})`];
    });
    const numbers = values.map((_, index) => index + 1).join(', ');
    return `SELECT ${values.join(', ')}, count(1) FROM ${table} GROUP BY ${numbers}`;
  };
  const sql = `${grouped(oldTable(pair), 'from')} EXCEPT ${grouped(newTable(pair), 'to')} LIMIT 1`;
  return connection.get(sql) === undefined ? [] : [`${pair.to.name} has other values in some rows`];
}

/** Unary plus takes the affinity away, so that values are compared as they are. */
function differs({ from, to, retyped }: ColumnPair, { allowRetyped }: RowCheck): string {
  const [o, n] = [`o.${quoteIdentifier(from)}`, `n.${quoteIdentifier(to)}`];
  if (retyped && allowRetyped) return `(${o} IS NULL) <> (${n} IS NULL)`;
  return `+${o} COLLATE BINARY IS NOT +${n} COLLATE BINARY OR typeof(${o}) <> typeof(${n})`;
}

function joinOf(pair: TablePair, { allowRetyped }: RowCheck): Join | null {
  const { from, to, columns } = pair;
  if (from.withoutRowid || to.withoutRowid) return keyJoin(pair, allowRetyped);
  const oldAlias = from.primaryKey?.rowidAlias ?? null;
  const newAlias = to.primaryKey?.rowidAlias ?? null;
  const newRowid = newAlias ?? freeRowid(to);
  const source = columns.find((column) => newAlias !== null && sameName(column.to, newAlias));
  if (oldAlias === null && allowRetyped && source?.retyped === true) return null;
  // A rowid that a new INTEGER PRIMARY KEY shows is the one that was there before.
  const kept = newAlias === null || source === undefined ? freeRowid(from) : source.from;
  const oldRowid = oldAlias === null ? kept : source?.from;
  if (newRowid === undefined || oldRowid === undefined) return null;
  if (oldAlias !== null && !(newAlias !== null && sameName(oldRowid, oldAlias))) return null;
  const found = `n.${quoteIdentifier(newRowid)}`;
  return { on: `${found} = o.${quoteIdentifier(oldRowid)}`, found, key: newAlias ?? 'rowid' };
}

/** By the primary key, where both tables have it in the same columns and the new one is stored by it. */
function keyJoin({ from, to, columns }: TablePair, allowRetyped: boolean): Join | null {
  if (!from.withoutRowid || !to.withoutRowid) return null;
  const names = (table: Table) => (table.primaryKey?.parts ?? []).map(({ column }) => column ?? '');
  const [oldKey, newKey] = [names(from), names(to)];
  const pairs = newKey.map((name) => columns.find((column) => sameName(column.to, name)));
  const same =
    oldKey.length === newKey.length &&
    pairs.every(
      (pair, index) =>
        pair !== undefined &&
        // A key that is stored in another form leads nowhere.
        !(pair.retyped && allowRetyped) &&
        sameName(pair.from, oldKey[index] ?? ''),
    );
  const [first] = newKey;
  if (!same || first === undefined) return null;
  const on = newKey.map(
    (name, index) => `n.${quoteIdentifier(name)} = o.${quoteIdentifier(oldKey[index] ?? '')}`,
  );
  return { on: on.join(' AND '), found: `n.${quoteIdentifier(first)}`, key: newKey.join(', ') };
}

function oldTable({ from }: TablePair): string {
  return `${ORIGINAL}.${quoteIdentifier(from.name)}`;
}

function newTable({ to }: TablePair): string {
  return `main.${quoteIdentifier(to.name)}`;
}

function chunks(columns: readonly ColumnPair[]): ColumnPair[][] {
  const parts: ColumnPair[][] = [];
  for (let start = 0; start < columns.length; start += CHUNK)
    parts.push(columns.slice(start, start + CHUNK));
  return parts;
}
