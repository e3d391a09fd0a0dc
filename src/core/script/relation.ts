import type { Column, Schema, SchemaObject, Table } from '../schema/model.ts';
import { sameName } from '../sql/identifier.ts';
import { selectedColumns } from './viewColumns.ts';

/** A table, virtual table or view, as statements use it. */
export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'virtual table' | 'view';
  /** Empty for a virtual table, and for a view whose columns its text does not name. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly object: SchemaObject;
}

/** Tables, virtual tables and views, each as they were made. */
export function relationsOf(schema: Schema): readonly Relation[] {
  return [
    ...schema.tables.map((table) => ({
      name: table.name,
      kind: 'table' as const,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      object: table,
    })),
    ...schema.virtualTables.map((table) => ({
      name: table.name,
      kind: 'virtual table' as const,
      columns: [],
      object: table,
    })),
    ...schema.views.map((view) => ({
      name: view.name,
      kind: 'view' as const,
      columns: (view.columns.length > 0 ? view.columns : selectedColumns(view.sql)).map((name) => ({
        name,
        type: '',
      })),
      object: view,
    })),
  ];
}

export function relationNamed(schema: Schema, name: string): Relation | undefined {
  return relationsOf(schema).find((relation) => sameName(relation.name, name));
}

export function columnsOf(schema: Schema, name: string): Relation['columns'] {
  return relationNamed(schema, name)?.columns ?? [];
}

export function tableNamed(schema: Schema, name: string): Table | undefined {
  return schema.tables.find((table) => sameName(table.name, name));
}

export function columnNamed(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => sameName(column.name, name));
}
