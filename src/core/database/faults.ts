import { quoteIdentifier } from '../sql/identifier.ts';
import { SqliteFailure } from './connection.ts';
import type { Connection } from './connection.ts';

/**
 * What SQLite finds wrong in a database, a line each, without the name of the schema; none where it is sound. What needs
 * a collation or a function that only another program has is read, and not compared with its indexes. Throws
 * `SqliteFailure`, such as `CORRUPT`, where a page cannot be read.
 */
export function faultsIn(
  connection: Connection,
  check: 'quick_check' | 'integrity_check',
  schema = 'main',
): readonly string[] {
  const linesOf = (argument: string | number): readonly string[] =>
    connection
      .all(`PRAGMA ${schema}.${check}(${argument})`)
      // Some lines name the schema, which says nothing about the file.
      .map((line) => String(line[check]).replaceAll(`${schema}.`, ''))
      .filter((line) => line !== 'ok');
  try {
    return linesOf(MOST);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return tablesIn(connection, schema).flatMap((name) => {
    const table = quoteIdentifier(name);
    try {
      return linesOf(table);
    } catch (error) {
      if (!isMissing(error)) throw error;
      connection.get(`SELECT count(*) FROM ${schema}.${table} NOT INDEXED`);
      return [];
    }
  });
}

/** What makes the file of a database unusable, a line, or undefined where it is sound. Throws as {@link faultsIn} does. */
export function damageIn(connection: Connection): string | undefined {
  return faultsIn(connection, 'quick_check').find((line) => !CONTENT.test(line));
}

/**
 * What SQLite says of a sound file whose content is at odds with its schema: rows that do not meet a constraint, which
 * may have come later than they, and full-text indexes that nothing keeps in step with the table that they index.
 * A copy has to be as its original is.
 */
const CONTENT =
  /^(?:NULL|NUMERIC|TEXT|non-[A-Z]+) value in |^CHECK constraint failed in |^(?:malformed|unable to validate the) inverted index for FTS\d+ table /u;

/** SQLite stops after a hundred lines unless it is told another number. */
const MOST = 1000;

/** Whether a statement cannot be compiled since a program has to bring something along. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof SqliteFailure &&
    error.code === 'ERROR' &&
    /^(?:no such collation sequence|no such function|unknown function)/u.test(error.message)
  );
}

function tablesIn(connection: Connection, schema: string): readonly string[] {
  return connection
    .all(`SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND rootpage > 0`)
    .map(({ name }) => String(name));
}
