import { foldName } from '../../sql/identifier.ts';
import type { Renames } from '../change.ts';
import type { Index, Schema, SchemaObject, Trigger, View } from '../model.ts';
import { parseIndex } from '../parse/indexes.ts';
import { namesOf } from '../parse/names.ts';
import { parseTable } from '../parse/table.ts';
import { parseTrigger } from '../parse/trigger.ts';
import { parseView } from '../parse/view.ts';
import { withEdits } from './edits.ts';
import type { Edit } from './edits.ts';
import { byName } from './names.ts';
import { scopeOf } from './statement.ts';
import { statementEdits } from './statementEdits.ts';
import { indexEdits, tableEdits } from './tableEdits.ts';
import type { NewSchemaNames } from './tableEdits.ts';

/** A schema as SQLite's own ALTER … RENAME would leave it. */
export interface Paper {
  /** Each list has the objects in the order of the schema before. */
  readonly schema: Schema;
  /** Views and triggers of it where only SQLite itself could tell what would be renamed. They are as before. */
  readonly unclear: ReadonlySet<SchemaObject>;
}

/** Renames tables and columns in the texts of a schema. What does not mention them stays the same object. */
export function renameOnPaper(from: Schema, renames: Renames): Paper {
  const unclear = new Set<SchemaObject>();
  if (renames.tables.length + renames.columns.length === 0) return { schema: from, unclear };
  const names = newNamesOf(renames);
  const tables = from.tables.map((table) => edited(table, tableEdits(table, names), parseTable));
  const tableNamed = byName(tables);
  const known = namesOf(tables, {
    virtualTables: from.virtualTables.map(({ sql }) => sql),
    views: from.views.map(({ name }) => name),
  });
  const scope = scopeOf(from);
  const renamed = <T extends View | Trigger>(object: T, parse: (sql: string) => T): T => {
    const edits = statementEdits(object, scope, names);
    const after = edits === null ? { ...object } : edited(object, edits, parse);
    if (edits === null) unclear.add(after);
    return after;
  };
  const indexOn = (index: Index): Index => {
    const table = names.tables.get(foldName(index.table)) ?? index.table;
    const parse = (sql: string): Index => parseIndex(sql, tableNamed.get(foldName(table)));
    return edited(index, indexEdits(index, names), parse);
  };
  const schema = {
    tables,
    virtualTables: from.virtualTables,
    indexes: from.indexes.map(indexOn),
    views: from.views.map((view) => renamed(view, (sql) => parseView(sql, known))),
    triggers: from.triggers.map((trigger) => renamed(trigger, (sql) => parseTrigger(sql, known))),
  };
  return { schema, unclear };
}

function newNamesOf({ tables, columns }: Renames): NewSchemaNames {
  const former = new Map(tables.map(({ from, to }) => [foldName(to), foldName(from)]));
  const ofTable = new Map<string, Map<string, string>>();
  for (const { table, from, to } of columns) {
    const key = former.get(foldName(table)) ?? foldName(table);
    const names = ofTable.get(key) ?? new Map<string, string>();
    ofTable.set(key, names.set(foldName(from), to));
  }
  return {
    tables: new Map(tables.map(({ from, to }) => [foldName(from), to])),
    columns: ofTable,
  };
}

function edited<T extends SchemaObject>(
  object: T,
  edits: readonly Edit[],
  parse: (sql: string) => T,
): T {
  return edits.length === 0 ? object : parse(withEdits(object.sql, edits));
}
