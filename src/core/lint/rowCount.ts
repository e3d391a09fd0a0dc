import { SqliteFailure } from '../database/connection.ts';
import { reading, statsOf } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import type { RowQuery } from './finding.ts';
import { tableNamed } from './objects.ts';

/** Milliseconds that a count waits for a lock. */
const GLANCE = 1000;

/**
 * Counts rows in a database, for a script that finds `start`. A table that is there with another definition, or not at
 * all, tells nothing. A file of more than `mostBytes` is left alone: counting reads it.
 */
export function rowCounter(
  database: string,
  start: Schema,
  mostBytes = Infinity,
): (query: RowQuery) => number | undefined {
  let schema: Schema | undefined;
  return ({ table, sql }) => {
    try {
      const size = statsOf(database)?.size;
      if (size === undefined || size > mostBytes) return undefined;
      return reading(
        database,
        (connection) => {
          schema ??= inspect(connection);
          const there = tableNamed(schema, table)?.canonical;
          if (there === undefined || there !== tableNamed(start, table)?.canonical)
            return undefined;
          return Number(Object.values(connection.get(sql) ?? {})[0] ?? 0);
        },
        GLANCE,
      );
    } catch (error) {
      // The number is an extra: what is wrong with the database is said elsewhere.
      if (error instanceof MigrateError || error instanceof SqliteFailure) return undefined;
      throw error;
    }
  };
}
