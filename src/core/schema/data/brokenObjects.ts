import type { Connection } from '../../database/connection.ts';
import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Schema, Trigger } from '../model.ts';

/**
 * Views and triggers of a schema that SQLite cannot compile, with its message, by a key that is the same in another
 * database. Triggers are compiled with the statement that fires them.
 */
export function brokenObjects(connection: Connection, schema: Schema): ReadonlyMap<string, string> {
  const broken = new Map<string, string>();
  const check = (key: string, sql: string): void => {
    const message = connection.compileError(sql);
    if (message !== null) broken.set(key, message);
  };
  for (const { name } of schema.views)
    check(`view ${foldName(name)}`, `SELECT 1 FROM ${quoteIdentifier(name)}`);
  for (const trigger of schema.triggers)
    check(`trigger ${foldName(trigger.name)}`, firingStatement(connection, trigger));
  return broken;
}

function firingStatement(connection: Connection, { table, event }: Trigger): string {
  const name = quoteIdentifier(table);
  switch (event) {
    case 'INSERT':
      return `INSERT INTO ${name} DEFAULT VALUES`;
    case 'DELETE':
      return `DELETE FROM ${name}`;
    case 'UPDATE':
      return `UPDATE ${name} SET ${settable(connection, table)
        .map((column) => `${quoteIdentifier(column)} = NULL`)
        .join(', ')}`;
  }
}

/** Generated columns cannot be set; a trigger on one is compiled with any other. */
function settable(connection: Connection, table: string): string[] {
  try {
    return connection
      .all('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0', [table])
      .map(({ name }) => String(name));
  } catch {
    // The view that it watches is broken, and found to be so by itself.
    return [];
  }
}
