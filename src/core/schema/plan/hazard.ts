import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import { lexemesOf, namesInText } from '../parse/reader.ts';
import type { TableChange } from '../change.ts';
import type { CheckConstraint, Column, ForeignKey } from '../model.ts';
import { hazard, loss } from '../step.ts';
import type { Hazard } from '../step.ts';
import { foreignKeyHazard } from './foreignKeyHazard.ts';
import { rowsAfter, rowsOf } from './rowsAfter.ts';
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
    (change) => change.kind === ('columns' in constraint ? 'drop-foreign-key' : 'drop-check'),
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
  const object = `${table.after.name}.${name}`;
  const old = oldColumn(table, name)?.name ?? name;
  const query = `${rowsOf(table.before.name)} WHERE ${quoteIdentifier(old)} IS NOT NULL`;
  return loss('drop-column', object, `The values of ${object} are lost.`, query);
}

/** Words of expressions that have one value at all times. */
const FIXED = /^(?:json\w*|cast|as|integer|text|real|lower|upper|abs)$/;

function isFixed(expression: string): boolean {
  return lexemesOf(expression).lexemes.every(
    ({ kind, word }) => kind !== 'word' || FIXED.test(word),
  );
}

function newColumnHazards(table: TableScope, column: Column): Hazard[] {
  const { before, after } = table;
  const object = `${after.name}.${column.name}`;
  const rows = rowsOf(before.name);
  if (column.generated) return column.notNull ? [notNullHazard(table, column)] : [];
  const value = column.default?.text ?? '';
  if (!isConstant(column) && !isFixed(value)) {
    const message = `Rows that are there get ${value} of the moment in ${object}.`;
    return [hazard('fill-default', object, message, rows)];
  }
  const isKey = after.primaryKey?.rowidAlias === column.name;
  if (isKey || !column.notNull || column.default) return [];
  const message = `${object} is new, must not be NULL and has no default, so rows that are there have no value for it.`;
  return [hazard('add-not-null', object, message, rows)];
}

function notNullHazard(table: TableScope, { name }: Column): Hazard {
  const object = `${table.after.name}.${name}`;
  const rows = rowsAfter(table, new Set([foldName(name)]));
  const query = `SELECT * FROM ${rows} WHERE ${quoteIdentifier(name)} IS NULL`;
  return hazard('add-not-null', object, `${object} must not be NULL any more.`, query);
}

function checkHazard(table: TableScope, { expression, name }: CheckConstraint): Hazard {
  const { text } = expression;
  const object = table.after.name;
  const what = name === null ? `CHECK (${text})` : `the constraint ${name}`;
  const query = `SELECT * FROM ${rowsAfter(table, namesInText(text))} WHERE NOT (${text})`;
  return hazard('add-check', object, `Rows of ${object} must satisfy ${what}.`, query);
}
