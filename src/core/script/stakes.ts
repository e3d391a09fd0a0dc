import type { Connection } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import { reading } from '../database/open.ts';
import { inspect } from '../schema/inspect.ts';
import type { ForeignKey, ForeignKeyAction, Schema, Table } from '../schema/model.ts';
import { quoteIdentifier, sameName } from '../sql/identifier.ts';
import { mentions } from '../sql/statementKind.ts';
import { relationNamed, tableNamed } from './relation.ts';
import type { Staked } from './staked.ts';

/** How many rows, counted up to a limit. */
export interface RowCount {
  readonly rows: number;
  /** Whether there are more than `rows`. */
  readonly more: boolean;
}

/** Rows of another table that reference the rows at stake. */
export interface ReferencingRows extends RowCount {
  readonly table: string;
  readonly onDelete: ForeignKeyAction;
}

/** What a statement would reach in a database, as it is now. */
export interface Stakes {
  readonly verb: Staked['verb'];
  readonly table: string;
  /** All rows of the table. */
  readonly all: RowCount;
  /** The rows that the condition takes; null without one, and where it cannot be asked alone. */
  readonly matching: RowCount | null;
  readonly referencing: readonly ReferencingRows[];
  /** Names of what goes with the table, or for DELETE and UPDATE of the triggers that fire. */
  readonly triggers: readonly string[];
  readonly indexes: readonly string[];
  readonly views: readonly string[];
  /** Whether time ran out before all was counted. */
  readonly late: boolean;
}

/** No table is counted further. */
const MOST = 1_000_000;

export interface StakesLimit {
  /** Time now, in milliseconds. */
  readonly now: () => number;
  /** When to begin no further count, on the same clock. */
  readonly until: number;
  /** Milliseconds to wait for a lock of another program. */
  readonly timeout: number;
}

/**
 * Counts the rows that a statement would reach in a database. Reads only. Null where the database has no such table.
 * A single count may take long: the caller has the clock. Throws what `reading` throws, and `unreadable-schema`.
 */
export function stakesOf(database: string, staked: Staked, limit: StakesLimit): Stakes | null {
  return reading(
    database,
    (connection) => {
      const schema = inspect(connection);
      if (relationNamed(schema, staked.table) === undefined) return null;
      return countAll(new Counter(connection, limit), schema, staked);
    },
    limit.timeout,
  );
}

function countAll(counter: Counter, schema: Schema, staked: Staked): Stakes {
  const { verb, table, where, partial, alias } = staked;
  const name = relationNamed(schema, table)?.name ?? table;
  const own = (each: { readonly table: string }): boolean => sameName(each.table, table);
  const from = `FROM ${quoteIdentifier(name)}`;
  const all = counter.count(`SELECT 1 ${from}`) ?? { rows: 0, more: false };
  const as = alias === null ? '' : ` AS ${quoteIdentifier(alias)}`;
  const condition = where === null || partial ? null : `${from}${as} WHERE ${where}\n`;
  const matching = condition === null ? null : counter.count(`SELECT 1 ${condition}`);
  const drops = verb === 'DROP TABLE';
  const triggers = schema.triggers.filter(
    (trigger) => own(trigger) && (drops || trigger.event === verb),
  );
  return {
    verb,
    table: name,
    all,
    matching,
    referencing: verb === 'UPDATE' ? [] : referencing(counter, schema, name, condition),
    triggers: triggers.map((each) => each.name),
    indexes: drops ? schema.indexes.filter(own).map((each) => each.name) : [],
    views: drops
      ? schema.views.filter(({ sql }) => mentions(sql, [name])).map((view) => view.name)
      : [],
    late: counter.late,
  };
}

/** Tables with rows that reference those that go. */
function referencing(
  counter: Counter,
  schema: Schema,
  parent: string,
  condition: string | null,
): readonly ReferencingRows[] {
  return schema.tables.flatMap((child) =>
    child.foreignKeys
      .filter((key) => sameName(key.parent, parent))
      .flatMap((key) => {
        const query = referencingQuery(child, key, tableNamed(schema, parent), condition);
        const found = query === undefined ? undefined : counter.count(query);
        if (!found || found.rows === 0) return [];
        return [{ table: child.name, onDelete: key.onDelete, ...found }];
      }),
  );
}

/** A row whose key holds a NULL references nothing. */
function referencingQuery(
  child: Table,
  key: ForeignKey,
  parent: Table | undefined,
  condition: string | null,
): string | undefined {
  const columns = key.columns.map((column) => quoteIdentifier(column));
  const rows = `SELECT 1 FROM ${quoteIdentifier(child.name)} WHERE `;
  if (condition === null)
    return `${rows}${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')}`;
  const parts = parent?.primaryKey?.parts.flatMap(({ column }) => column ?? []) ?? [];
  const target = key.parentColumns.length > 0 ? key.parentColumns : parts;
  if (target.length !== columns.length) return undefined;
  const parentColumns = target.map(quoteIdentifier).join(', ');
  return `${rows}(${columns.join(', ')}) IN (SELECT ${parentColumns} ${condition})`;
}

class Counter {
  readonly #connection: Connection;
  readonly #limit: StakesLimit;
  late = false;

  constructor(connection: Connection, limit: StakesLimit) {
    this.#connection = connection;
    this.#limit = limit;
  }

  /** How many rows a query has; null where SQLite does not take it, or when there is no time left. */
  count(query: string): RowCount | null {
    if (this.#limit.now() > this.#limit.until) {
      this.late = true;
      return null;
    }
    try {
      const row = this.#connection.get(`SELECT count(*) AS n FROM (${query}\nLIMIT ${MOST + 1})`);
      const rows = Number(row?.['n'] ?? 0);
      return { rows: Math.min(rows, MOST), more: rows > MOST };
    } catch (error) {
      // The condition may need what only the whole statement has.
      if (error instanceof SqliteFailure && error.code === 'ERROR') return null;
      throw error;
    }
  }
}
