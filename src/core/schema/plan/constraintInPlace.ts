import { sameName } from '../../sql/identifier.ts';
import { ofKind } from '../change.ts';
import type { Column, Constraint, Table } from '../model.ts';
import { itemOf } from './scope.ts';
import type { TableScope } from './scope.ts';

/** A constraint as ADD CONSTRAINT takes it. */
export function checkText({ after }: TableScope, { span }: Constraint): string {
  return after.sql.slice(span.start, span.end);
}

/** What a person calls a CHECK. */
export function constraintTitle({ name }: Constraint): string {
  return name === null ? 'a CHECK' : `the constraint ${name}`;
}

/** Whether no constraint has the name of a new one by then. Those that go do so first. */
export function isNameFree({ live, changes }: TableScope, { name }: Constraint): boolean {
  if (name === null) return true;
  const isFreed = ofKind(changes, 'drop-check').some(({ constraint }) =>
    sameName(constraint.name ?? '', name),
  );
  return constraintsNamed(live, name) === (isFreed ? 1 : 0);
}

/** Whether one constraint alone has a name: DROP CONSTRAINT takes the first. */
export function isNamedOnce({ live }: TableScope, name: string): boolean {
  return constraintsNamed(live, name) === 1;
}

/** Whether a column says NOT NULL once: DROP NOT NULL takes the first. */
export function isSaidOnce({ live }: TableScope, { name }: Column): boolean {
  const clauses = itemOf(live, name)?.column?.clauses ?? [];
  return clauses.filter(({ kind }) => kind === 'not-null').length === 1;
}

function constraintsNamed(table: Table, name: string): number {
  const { primaryKey, uniques, checks, foreignKeys, columns } = table;
  const notNulls = columns.map(({ notNull }) => notNull);
  return [primaryKey, ...uniques, ...checks, ...foreignKeys, ...notNulls].filter((constraint) =>
    sameName(constraint?.name ?? '', name),
  ).length;
}
