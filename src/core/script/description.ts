import type { Column, Schema, Table } from '../schema/model.ts';
import { sameName } from '../sql/identifier.ts';
import { columnNamed, relationNamed, tableNamed } from './relation.ts';
import { stakedAt } from './staked.ts';
import { subjectAt } from './subject.ts';
import type { Subject } from './subject.ts';

/** What is known of the name at a place of a script. */
export interface Description {
  /** Such as `table book` or `column book.title`; plain text. */
  readonly title: string;
  /** The SQL that defines it; empty where it is not there. */
  readonly sql: string;
  /** Plain sentences without a full stop. */
  readonly notes: readonly string[];
  /** Where the script names it. */
  readonly start: number;
  readonly end: number;
  /** Whether the statement here takes rows away or changes them, so that it may be asked what is at stake. */
  readonly staked: boolean;
}

/** What is at an offset of a script whose statement there finds `schema`; null for nothing that has a name. */
export function descriptionAt(text: string, offset: number, schema: Schema): Description | null {
  const staked = stakedAt(text, offset);
  const place = subjectAt(text, offset, schema);
  const subject: Subject | undefined =
    place?.subject ??
    (staked === null ? undefined : { kind: 'object', type: 'table', name: staked.table });
  const range = place ?? staked;
  if (subject === undefined || range === null) return null;
  const { start, end } = range;
  const about = subject.kind === 'column' ? ofColumn(schema, subject) : ofObject(schema, subject);
  if (about === undefined) return null;
  return { ...about, start, end, staked: staked !== null };
}

type About = Pick<Description, 'title' | 'sql' | 'notes'>;

function ofObject(
  schema: Schema,
  { type, name }: Extract<Subject, { kind: 'object' }>,
): About | undefined {
  if (type !== 'table') {
    const list = type === 'index' ? schema.indexes : schema.triggers;
    const found = list.find((each) => sameName(each.name, name));
    if (found === undefined) return undefined;
    return { title: `${type} ${found.name}`, sql: found.sql, notes: [`on ${found.table}`] };
  }
  const relation = relationNamed(schema, name);
  if (relation === undefined) return undefined;
  const belongs = (each: { readonly table: string }): boolean => sameName(each.table, name);
  const names = (what: string, list: readonly { readonly name: string }[]): readonly string[] =>
    list.length === 0 ? [] : [`${what}: ${list.map((each) => each.name).join(', ')}`];
  const children = schema.tables.filter(({ foreignKeys }) =>
    foreignKeys.some(({ parent }) => sameName(parent, name)),
  );
  return {
    title: `${relation.kind} ${relation.name}`,
    sql: relation.object.sql,
    notes: [
      ...names('Indexes', schema.indexes.filter(belongs)),
      ...names('Triggers', schema.triggers.filter(belongs)),
      ...names('Referenced by', children),
    ],
  };
}

function ofColumn(
  schema: Schema,
  subject: Extract<Subject, { kind: 'column' }>,
): About | undefined {
  const relation = relationNamed(schema, subject.table);
  if (relation === undefined) return undefined;
  const table = tableNamed(schema, subject.table);
  const column = columnNamed(table, subject.name);
  if (table !== undefined && column !== undefined) {
    return {
      title: `column ${table.name}.${column.name}`,
      sql: definitionOf(table, column),
      notes: [...keyNotes(table, column), ...indexNotes(schema, table, column)],
    };
  }
  const plain = relation.columns.find(({ name }) => sameName(name, subject.name));
  if (plain === undefined) return undefined;
  return {
    title: `column ${relation.name}.${plain.name}`,
    sql: '',
    notes: [`of the ${relation.kind} ${relation.name}`],
  };
}

function definitionOf({ layout, sql }: Table, { name }: Column): string {
  const item = layout.items.find((each) => each.column?.name === name);
  return item === undefined ? name : sql.slice(item.span.start, item.span.end);
}

function keyNotes({ primaryKey, foreignKeys, uniques }: Table, { name }: Column): string[] {
  const isPart = (parts: readonly { readonly column: string | null }[]): boolean =>
    parts.some(({ column }) => column !== null && sameName(column, name));
  const notes: string[] = [];
  if (primaryKey !== null && isPart(primaryKey.parts))
    notes.push(primaryKey.parts.length > 1 ? 'Part of the primary key' : 'Primary key');
  if (uniques.some(({ parts }) => parts.length > 1 && isPart(parts)))
    notes.push('Unique together with other columns');
  for (const { columns, parent, onDelete, parentColumns } of foreignKeys) {
    if (!columns.some((column) => sameName(column, name))) continue;
    const target = parentColumns.length > 0 ? `${parent} (${parentColumns.join(', ')})` : parent;
    const action = onDelete === 'NO ACTION' ? '' : `, ON DELETE ${onDelete}`;
    notes.push(`References ${target}${action}`);
  }
  return notes;
}

function indexNotes({ indexes }: Schema, table: Table, { name }: Column): string[] {
  const own = indexes.filter(
    (index) =>
      sameName(index.table, table.name) &&
      index.parts.some(({ column }) => column !== null && sameName(column, name)),
  );
  return own.length === 0 ? [] : [`In index: ${own.map((index) => index.name).join(', ')}`];
}
