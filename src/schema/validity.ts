import type { ObjectProblem } from '../core/errors.ts';
import type { Renames } from '../core/schema/change.ts';
import { foldName } from '../core/sql/identifier.ts';
import type { DbTable, DeclarativeSchema } from './declarative.ts';
import { SchemaMigrationError } from './failure.ts';
import { indexName } from './render.ts';

/** Throws `SchemaMigrationError` with code `bad-schema` for a schema that SQLite cannot have, with all that is wrong. */
export function requireValid(schema: DeclarativeSchema): void {
  const indexes = schema.tables.flatMap(({ name, keys }) =>
    keys.filter(({ type }) => type === 'INDEX').map((key) => indexName(name, key)),
  );
  const objects = [...schema.tables, ...(schema.views ?? [])].map(({ name }) => name);
  const problems = [
    ...repeated([...objects, ...indexes]).map((name) => ({
      object: name,
      reason: 'there are two tables, views or indexes of this name',
    })),
    ...schema.tables.flatMap(tableProblems),
  ];
  if (problems.length > 0) throw new SchemaMigrationError('bad-schema', problems);
}

function tableProblems({ name, columns, keys, foreignKeys = [] }: DbTable): ObjectProblem[] {
  const problems: ObjectProblem[] = [];
  const add = (object: string, reason: string): void => void problems.push({ object, reason });
  const known = new Set(columns.map((column) => foldName(column.name)));
  if (columns.length === 0) add(name, 'a table needs a column');
  for (const column of repeated(columns.map((each) => each.name)))
    add(`${name}.${column}`, 'there are two columns of this name');
  if (keys.filter(({ type }) => type === 'PRIMARY').length > 1)
    add(name, 'there are two primary keys');
  for (const key of [...keys, ...foreignKeys]) {
    if (key.columns.length === 0) add(name, 'a key needs a column');
    for (const column of key.columns)
      if (!known.has(foldName(column)))
        add(`${name}.${column}`, 'a key names it, but there is no such column');
  }
  for (const { columns: child, parentColumns } of foreignKeys)
    if (parentColumns.length > 0 && parentColumns.length !== child.length)
      add(name, 'a foreign key has as many columns as it refers to');
  return problems;
}

/** Throws `SchemaMigrationError` with code `bad-schema` where two things have had one name before. */
export function requireSingle({ tables, columns }: Renames): void {
  const names = [
    ...repeated(tables.map(({ from }) => from)),
    ...repeated(columns.map(({ table, from }) => `${table}.${from}`)),
  ];
  const problems = names.map((object) => ({
    object,
    reason: 'two names say that they were this one',
  }));
  if (problems.length > 0) throw new SchemaMigrationError('bad-schema', problems);
}

/** What is in a list more often than once. */
function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const folded = foldName(name);
    const isRepeated = seen.has(folded);
    seen.add(folded);
    return isRepeated;
  });
}
