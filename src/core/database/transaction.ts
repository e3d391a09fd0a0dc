import type { Connection } from './connection.ts';

/**
 * Runs `body` in a write transaction that takes its lock up front, and commits. What `body` throws rolls it back.
 * A failure that ended the transaction by itself (`OR ROLLBACK`, a full disk) leaves nothing to roll back.
 */
export function inTransaction(connection: Connection, body: () => void): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    body();
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}
