import type { DeclarativeSchema } from './declarative.ts';
import { renderIndexes, renderTable, renderView } from './render.ts';
import { requireValid } from './validity.ts';

/**
 * The statements that make a schema in an empty database, without semicolons: tables with their indexes, then views.
 * A name that something had before stands in a comment `-- renamed from: x`.
 * Throws `SchemaMigrationError` with code `bad-schema` for a schema that contradicts itself.
 */
export function renderSchema(schema: DeclarativeSchema): readonly string[] {
  requireValid(schema);
  const tables = schema.tables.flatMap((table) => [renderTable(table), ...renderIndexes(table)]);
  return [...tables, ...(schema.views ?? []).map(renderView)];
}
