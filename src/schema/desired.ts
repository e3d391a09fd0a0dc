import type { Renames } from '../core/schema/change.ts';
import { named } from '../core/schema/diff/names.ts';
import { renameOnPaper } from '../core/schema/diff/paper.ts';
import { schemaOf } from '../core/schema/inspect.ts';
import type { Index, Schema, Table } from '../core/schema/model.ts';
import type { DriverRow } from '../core/schema/parse/storedObject.ts';
import { parseIndex } from '../core/schema/parse/indexes.ts';
import { foldName, sameName } from '../core/sql/identifier.ts';
import type { DbTable, DeclarativeSchema } from './declarative.ts';
import { madeNames, mergeIndexes } from './mergeIndexes.ts';
import { mergeTable } from './mergeTable.ts';
import { objectRow } from './objectRow.ts';
import { renderIndexes, renderTable, renderView } from './render.ts';
import { isSystemTable } from './systemTables.ts';
import { requireSingle, requireValid } from './validity.ts';

/** What a database is to become. */
export interface DesiredSchema {
  readonly schema: Schema;
  /** The renamings that the declaration names and that are still to be made. */
  readonly renames: Renames;
}

/** Tables that stay although they are not declared. */
export type KeepTable = (name: string) => boolean;

/**
 * The schema that a declaration asks for, given what is there: whatever a declaration has no words for stays as it is:
 * triggers, undeclared views, virtual tables, tables whose name starts with `__`, and those that `keep` names.
 * Throws `SchemaMigrationError` with code `bad-schema`.
 */
export function desiredSchema(
  declared: DeclarativeSchema,
  live: Schema,
  keep: KeepTable = () => false,
): DesiredSchema {
  requireValid(declared);
  const renames = renamesOf(declared, live);
  requireSingle(renames);
  const { schema: renamed } = renameOnPaper(live, renames);
  const merged = mergeTables(declared, renamed, madeNames(live.indexes), keep);
  const views = declared.views ?? [];
  const objects = [
    ...merged,
    ...renamed.virtualTables.map(({ name, sql }) => objectRow('table', name, sql)),
    ...renamed.views
      .filter(({ name }) => named(views, name) === undefined)
      .map(({ name, sql }) => objectRow('view', name, sql)),
    ...views.map((view) => objectRow('view', view.name, renderView(view))),
  ];
  const known = new Set(objects.map((object) => foldName(String(object['name']))));
  const triggers = renamed.triggers
    .filter(({ table }) => known.has(foldName(table)))
    .map(({ name, table, sql }) => objectRow('trigger', name, sql, table));
  const schema = schemaOf({ objects: [...objects, ...triggers] });
  return { schema: { ...schema, virtualTables: renamed.virtualTables }, renames };
}

const NOTHING: Schema = { tables: [], virtualTables: [], indexes: [], views: [], triggers: [] };

/** A declaration as the schema of a database made from it. Throws `SchemaMigrationError` with code `bad-schema`. */
export function declaredSchema(declared: DeclarativeSchema): Schema {
  return desiredSchema(declared, NOTHING).schema;
}

/** Names that something had before, where that name is still there and the new one is not. */
function renamesOf({ tables }: DeclarativeSchema, live: Schema): Renames {
  const former = ({ name, renamedFrom }: DbTable): Table | undefined => {
    const before = named(live.tables, name);
    if (before !== undefined || renamedFrom === undefined) return before;
    return named(tables, renamedFrom) ? undefined : named(live.tables, renamedFrom);
  };
  const renamed = tables.flatMap((table) => {
    const from = former(table)?.name;
    return from === undefined || sameName(from, table.name) ? [] : [{ from, to: table.name }];
  });
  const columns = tables.flatMap((table) =>
    table.columns.flatMap(({ name, renamedFrom: from }) => {
      const before = former(table);
      if (before === undefined || from === undefined || named(before.columns, name)) return [];
      if (named(table.columns, from) || !named(before.columns, from)) return [];
      return [{ table: table.name, from, to: name }];
    }),
  );
  return { tables: renamed, columns };
}

function mergeTables(
  declared: DeclarativeSchema,
  live: Schema,
  made: ReadonlySet<string>,
  keep: KeepTable,
): readonly DriverRow[] {
  const rows: DriverRow[] = [];
  for (const table of live.tables) {
    const indexes = live.indexes.filter((index) => sameName(index.table, table.name));
    const wanted = named(declared.tables, table.name);
    if (wanted !== undefined) rows.push(...mergedRows(table, indexes, wanted, made));
    else if (isSystemTable(table.name) || keep(table.name)) rows.push(...liveRows(table, indexes));
  }
  const added = declared.tables.filter(({ name }) => named(live.tables, name) === undefined);
  return [...rows, ...added.flatMap(newRows)];
}

function mergedRows(
  live: Table,
  indexes: readonly Index[],
  declared: DbTable,
  made: ReadonlySet<string>,
): readonly DriverRow[] {
  const { sql, satisfied } = mergeIndexes(live, indexes, declared, made);
  return [
    objectRow('table', declared.name, mergeTable(live, declared, satisfied)),
    ...sql.map((text) => indexRow(declared.name, text)),
  ];
}

function liveRows({ name, sql }: Table, indexes: readonly Index[]): readonly DriverRow[] {
  return [
    objectRow('table', name, sql),
    ...indexes.map((index) => objectRow('index', index.name, index.sql, name)),
  ];
}

function newRows(declared: DbTable): readonly DriverRow[] {
  // A former name that is not there says nothing any more and has no place in the stored text.
  const table = {
    ...declared,
    renamedFrom: undefined,
    columns: declared.columns.map((column) => ({ ...column, renamedFrom: undefined })),
  };
  return [
    objectRow('table', table.name, renderTable(table)),
    ...renderIndexes(table).map((sql) => indexRow(table.name, sql)),
  ];
}

function indexRow(table: string, sql: string): DriverRow {
  return objectRow('index', parseIndex(sql).name, sql, table);
}
