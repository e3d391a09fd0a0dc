import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { TableChange } from '../change.ts';
import type { CheckConstraint, Column, ForeignKey } from '../model.ts';
import type { Hazard } from '../step.ts';
import { foreignKeyHazard } from './foreignKeyHazard.ts';
import { namesIn } from './mention.ts';
import { rowsAfter } from './rowsAfter.ts';
import { oldColumn } from './scope.ts';
import type { Scope, TableScope } from './scope.ts';
import { strictHazards } from './storageHazard.ts';

/** What one change of a table can lose or break, apart from what is checked for the table as a whole. */
export function hazardsOfChange(scope: Scope, table: TableScope, change: TableChange): Hazard[] {
  switch (change.kind) {
    case 'drop-column':
      return change.column.generated ? [] : [dropHazard(table, change.column)];
    case 'add-column':
      return [...newColumnHazards(table, change.column), ...strictHazards(table, change.column)];
    case 'change-not-null':
      return change.to.notNull && !change.from.notNull ? [notNullHazard(table, change.to)] : [];
    case 'change-generated':
      return change.from.generated || !change.to.generated ? [] : [dropHazard(table, change.from)];
    case 'add-check':
      return isWeaker(table, change) ? [] : [checkHazard(table, change.constraint)];
    case 'add-foreign-key':
      return isWeaker(table, change) ? [] : [foreignKeyHazard(scope, table, change.constraint)];
    default:
      return [];
  }
}

/** Whether a default is the same for every row, so that SQLite can give it to rows that are there. */
export function isConstant({ default: value }: Pick<Column, 'default'>): boolean {
  return value === null || !/^\(|^current_/.test(value.canonical);
}

/** Whether a constraint takes the place of one that asked the same of rows: only its name or its actions differ. */
function isWeaker({ live, changes }: TableScope, { constraint }: NewConstraint): boolean {
  const isSame = (old: CheckConstraint | ForeignKey): boolean =>
    demandOf(old) === demandOf(constraint);
  const isGone = changes.some(
    (change) => change.kind === (`columns` in constraint ? 'drop-foreign-key' : 'drop-check'),
  );
  return isGone && [...live.checks, ...live.foreignKeys].some(isSame);
}

type NewConstraint = Extract<TableChange, { readonly kind: 'add-check' | 'add-foreign-key' }>;

function demandOf(constraint: CheckConstraint | ForeignKey): string {
  if (!('columns' in constraint)) return constraint.expression.canonical;
  const { columns, parent, parentColumns } = constraint;
  return JSON.stringify([columns, [parent], parentColumns].map((names) => names.map(foldName)));
}

function dropHazard(table: TableScope, { name }: Column): Hazard {
  const old = oldColumn(table, name) ?? { name };
  return {
    kind: 'drop-column',
    destructive: true,
    message: `The values of ${table.after.name}.${name} are lost.`,
    objects: [`${table.after.name}.${name}`],
    query: `SELECT * FROM ${quoteIdentifier(table.before.name)} WHERE ${quoteIdentifier(old.name)} IS NOT NULL`,
  };
}

function newColumnHazards(table: TableScope, column: Column): Hazard[] {
  const { before, after } = table;
  const object = `${after.name}.${column.name}`;
  const rows = `SELECT * FROM ${quoteIdentifier(before.name)}`;
  const common = { destructive: false, objects: [object] };
  if (column.generated) return column.notNull ? [notNullHazard(table, column)] : [];
  if (!isConstant(column))
    return [
      {
        ...common,
        kind: 'fill-default',
        message: `Rows that are there get ${column.default?.text ?? ''} of the moment in ${object}.`,
        query: rows,
      },
    ];
  const isKey = after.primaryKey?.rowidAlias === column.name;
  if (isKey || !column.notNull || column.default) return [];
  return [
    {
      ...common,
      kind: 'add-not-null',
      message: `${object} is new, must not be NULL and has no default, so rows that are there have no value for it.`,
      query: rows,
    },
  ];
}

function notNullHazard(table: TableScope, { name }: Column): Hazard {
  const rows = rowsAfter(table, new Set([foldName(name)]));
  return {
    kind: 'add-not-null',
    destructive: false,
    message: `${table.after.name}.${name} must not be NULL any more.`,
    objects: [`${table.after.name}.${name}`],
    query: `SELECT * FROM ${rows} WHERE ${quoteIdentifier(name)} IS NULL`,
  };
}

function checkHazard(table: TableScope, { expression, name }: CheckConstraint): Hazard {
  const { text } = expression;
  const what = name === null ? `CHECK (${text})` : `the constraint ${name}`;
  return {
    kind: 'add-check',
    destructive: false,
    message: `Rows of ${table.after.name} must satisfy ${what}.`,
    objects: [table.after.name],
    query: `SELECT * FROM ${rowsAfter(table, namesIn(text))} WHERE NOT (${text})`,
  };
}
