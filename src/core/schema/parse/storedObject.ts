import { FailureError } from '../../failureError.ts';
import { foldName, sameName } from '../../sql/identifier.ts';
import { significantTokens } from '../../sql/token.ts';
import { unreadable } from './reader.ts';

/** A row as any driver gives it. */
export type DriverRow = Readonly<Record<string, unknown>>;

/** A row of sqlite_master that has a text. */
export interface StoredObject {
  readonly type: 'table' | 'virtual' | 'index' | 'view' | 'trigger';
  readonly name: string;
  /** The table of an index or a trigger; else the name again. */
  readonly table: string;
  readonly sql: string;
}

/** The tables in which the engine keeps its record. */
const OWN: ReadonlySet<string> = new Set(['_meta', '_migrations']);

/** The objects that people made. Indexes that SQLite makes for a constraint have no text. */
export function storedObjects(rows: readonly DriverRow[]): readonly StoredObject[] {
  return rows
    .map(objectOf)
    .filter((each) => each !== undefined)
    .filter(({ name, table }) => !isOwn(name) && !isOwn(table));
}

/** Reads an object's text. Throws `unreadable-schema`, also where the text is about another object. */
export function readObject<T extends { readonly name: string; readonly table?: string }>(
  object: StoredObject,
  parse: (sql: string) => T,
): T {
  const parsed = parsedOf(object, parse);
  if (sameName(parsed.name, object.name) && sameName(parsed.table ?? object.table, object.table))
    return parsed;
  throw unreadable(object.name, `its text is about ${parsed.name}`);
}

function parsedOf<T>({ name, sql }: StoredObject, parse: (sql: string) => T): T {
  try {
    return parse(sql);
  } catch (error) {
    if (!FailureError.is(error, 'unreadable-schema')) throw error;
    throw unreadable(name, error.failure.reason);
  }
}

function objectOf(row: DriverRow): StoredObject | undefined {
  const { type, name, tbl_name: table, sql } = row;
  if (typeof sql !== 'string' || typeof name !== 'string' || typeof table !== 'string')
    return undefined;
  switch (type) {
    case 'table':
      return { type: isVirtual(sql) ? 'virtual' : 'table', name, table, sql };
    case 'index':
    case 'view':
    case 'trigger':
      return { type, name, table, sql };
    default:
      return undefined;
  }
}

function isVirtual(sql: string): boolean {
  const [, second] = significantTokens(sql);
  return second !== undefined && foldName(sql.slice(second.start, second.end)) === 'virtual';
}

function isOwn(name: string): boolean {
  const folded = foldName(name);
  return folded.startsWith('sqlite_') || OWN.has(folded);
}
