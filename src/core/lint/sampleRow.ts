import type { Connection } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import type { Affinity, Schema, Table } from '../schema/model.ts';
import { quoteIdentifier, sameName } from '../sql/identifier.ts';

const VALUES: Readonly<Record<Affinity, string>> = {
  INTEGER: '1',
  NUMERIC: '1',
  REAL: '1.0',
  TEXT: `'x'`,
  BLOB: `x'00'`,
};

/**
 * Why a statement on one table fails once that has a row, or null where it does not, or has rows already. Some changes
 * pass on empty tables only: the tests are green, and production fails. Leaves nothing behind.
 */
export function failureWithRow(
  connection: Connection,
  { tables }: Schema,
  tableName: string,
  statement: string,
): SqliteFailure | null {
  const table = tables.find(({ name }) => sameName(name, tableName));
  if (table === undefined) return null;
  connection.exec('SAVEPOINT sample_row; PRAGMA ignore_check_constraints = ON');
  try {
    if (!addRow(connection, table)) return null;
    connection.exec('PRAGMA ignore_check_constraints = OFF');
    connection.exec(statement);
    return null;
  } catch (error) {
    if (error instanceof SqliteFailure) return error;
    throw error;
  } finally {
    if (connection.inTransaction)
      connection.exec(
        'ROLLBACK TO sample_row; RELEASE sample_row; PRAGMA ignore_check_constraints = OFF',
      );
  }
}

/** Whether the table had no row and has one now. Triggers may refuse it. */
function addRow(connection: Connection, table: Table): boolean {
  const name = quoteIdentifier(table.name);
  if (connection.get(`SELECT 1 FROM ${name} LIMIT 1`) !== undefined) return false;
  const key = new Set(
    table.withoutRowid || table.strict ? table.primaryKey?.parts.map((part) => part.column) : [],
  );
  const needed = table.columns.filter(
    ({ name: column, notNull, default: value, generated }) =>
      (notNull !== null || key.has(column)) && value === null && generated === null,
  );
  const columns = needed.map((column) => quoteIdentifier(column.name)).join(', ');
  const values = needed.map(({ affinity }) => VALUES[affinity]).join(', ');
  try {
    connection.exec(
      needed.length === 0
        ? `INSERT INTO ${name} DEFAULT VALUES`
        : `INSERT INTO ${name} (${columns}) VALUES (${values})`,
    );
    return true;
  } catch (error) {
    if (error instanceof SqliteFailure) return false;
    throw error;
  }
}
