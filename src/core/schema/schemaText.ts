import { byCodeUnit } from '../project/files.ts';
import { terminated } from '../sql/comment.ts';
import { foldName } from '../sql/identifier.ts';
import type { Schema, SchemaObject } from './model.ts';

/** One object of a schema as SQLite stores it. */
export interface StoredDefinition {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly tableName: string;
  readonly sql: string;
}

/** All objects in an order in which they can be made again: tables, indexes, views, triggers, each as they were made. */
export function definitionsOf(schema: Schema): readonly StoredDefinition[] {
  const { tables, virtualTables, indexes, views, triggers } = schema;
  const own = (type: 'table' | 'view') => (object: SchemaObject) => ({
    type,
    name: object.name,
    tableName: object.name,
    sql: object.sql,
  });
  return [
    ...[...tables, ...virtualTables].map(own('table')),
    ...indexes.map(({ name, table, sql }) => ({
      type: 'index' as const,
      name,
      tableName: table,
      sql,
    })),
    ...views.map(own('view')),
    ...triggers.map(({ name, table, sql }) => ({
      type: 'trigger' as const,
      name,
      tableName: table,
      sql,
    })),
  ];
}

/** Definitions as a script. */
export function definitionsText(definitions: readonly { readonly sql: string }[]): string {
  return definitions.map(({ sql }) => `${terminated(sql)}\n`).join('\n');
}

/**
 * A schema for reading and comparing: tables and views in order of name, each followed by its indexes and triggers, so
 * that what two schemas share stands in the same places.
 */
export function comparableText(schema: Schema): string {
  const definitions = definitionsOf(schema).toSorted((a, b) =>
    byCodeUnit(foldName(a.name), foldName(b.name)),
  );
  const owners = definitions.filter(({ type }) => type === 'table' || type === 'view');
  const belonging = (type: StoredDefinition['type'], table: string) =>
    definitions.filter(
      (each) => each.type === type && foldName(each.tableName) === foldName(table),
    );
  const ordered = [
    ...owners.filter(({ type }) => type === 'table'),
    ...owners.filter(({ type }) => type === 'view'),
  ].flatMap((owner) => [
    owner,
    ...belonging('index', owner.name),
    ...belonging('trigger', owner.name),
  ]);
  return definitionsText(ordered);
}
