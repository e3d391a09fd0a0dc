import { SqliteFailure } from '../../database/connection.ts';
import type { Connection } from '../../database/connection.ts';
import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import { nameAfter, ofKind } from '../change.ts';
import type { SchemaDiff } from '../change.ts';
import { named } from '../diff/names.ts';
import type { Schema, VirtualTable } from '../model.ts';
import { contentOf } from '../plan/fullText.ts';
import { ORIGINAL } from './rowCheck.ts';

/** A plan that has run, with the schemas that it is between. */
interface Ran {
  readonly from: Schema;
  readonly to: Schema;
  readonly diff: SchemaDiff;
}

/** What the virtual tables have lost, or do not find any more, beside the original that is attached. A sentence each. */
export function virtualTableDifferences(
  connection: Connection,
  { from, to, diff }: Ran,
): readonly string[] {
  const changed = ofKind(diff.changes, 'change-virtual-table', 'create-virtual-table');
  const remade = new Set(changed.map((change) => foldName(nameAfter(change))));
  return to.virtualTables.flatMap((table) => {
    const before = named(from.virtualTables, table.name);
    const message = contentOf(table) === null ? null : mismatch(connection, 'main', table);
    const isNew = message !== null && (!before || mismatch(connection, ORIGINAL, before) === null);
    if (isNew) return [`the full-text table ${table.name} does not fit its content: ${message}`];
    // What is in step with its content may have been filled again.
    if (!before || remade.has(foldName(table.name)) || (contentOf(table) !== null && !message))
      return [];
    return shadowDifferences(connection, before);
  });
}

/**
 * Why a full-text table and the table or view that it indexes do not fit together; null where they do.
 * https://sqlite.org/fts5.html#the_integrity_check_command
 */
function mismatch(
  connection: Connection,
  schema: string,
  { name, module }: VirtualTable,
): string | null {
  const table = quoteIdentifier(name);
  const isFive = foldName(module) === 'fts5';
  try {
    // Only with a rank does FTS5 read the content; FTS4 has no rank and always reads it.
    connection.exec(
      isFive
        ? `INSERT INTO ${schema}.${table} (${table}, rank) VALUES ('integrity-check', 1)`
        : `INSERT INTO ${schema}.${table} (${table}) VALUES ('integrity-check')`,
    );
    return null;
  } catch (error) {
    if (error instanceof SqliteFailure) return error.message;
    throw error;
  }
}

/** The content of virtual tables that stay is in tables of their own, which can be read without their modules. */
function shadowDifferences(connection: Connection, { shadows }: VirtualTable): readonly string[] {
  const count = (schema: string, table: string): number =>
    Number(connection.get(`SELECT count(1) AS n FROM ${schema}.${quoteIdentifier(table)}`)?.['n']);
  return shadows
    .filter((table) => count(ORIGINAL, table) !== count('main', table))
    .map((table) => `${table} has another number of rows`);
}
