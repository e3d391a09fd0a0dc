import { foldName } from '../../sql/identifier.ts';
import { ofKind } from '../change.ts';
import { named } from '../diff/names.ts';
import type { CheckConstraint, Column, Constraint, ForeignKey, Table } from '../model.ts';
import { lexemesOf, namesInText } from '../parse/reader.ts';
import { isConstant } from './hazard.ts';
import { itemOf } from './scope.ts';
import type { TableScope } from './scope.ts';
import { tableText } from './tableText.ts';

/** The new columns of a table, in their order. */
export function addedColumns({ changes }: TableScope): readonly Column[] {
  return ofKind(changes, 'add-column').map(({ column }) => column);
}

/** The new column that a new constraint can be written with, or undefined where there is none. */
export function carrierOf(
  table: TableScope,
  constraint: CheckConstraint | ForeignKey,
): Column | undefined {
  const columns = addedColumns(table);
  const { ofColumn } = constraint;
  if (ofColumn !== null) return named(columns, ofColumn);
  if ('columns' in constraint) {
    const [first = '', second] = constraint.columns;
    return second === undefined ? named(columns, first) : undefined;
  }
  // The CHECK of a column takes no conflict clause.
  if (constraint.conflict !== null) return undefined;
  const names = namesInText(constraint.expression.text);
  return columns.findLast(({ name }) => names.has(foldName(name)));
}

/**
 * The definition of a new column with the constraints that are written with it, or null where SQLite cannot add it.
 * https://sqlite.org/lang_altertable.html#alter_table_add_column
 */
export function columnText(table: TableScope, column: Column): string | null {
  const { after, changes } = table;
  const { generated } = column;
  if (generated?.storage === 'STORED' || !isConstant(column)) return null;
  if (column.notNull && !column.default && !generated) return null;
  const item = itemOf(after, column.name);
  if (!item) return null;
  const words = [after.sql.slice(item.span.start, item.span.end)];
  for (const { constraint } of ofKind(changes, 'add-check', 'add-foreign-key'))
    if (constraint.ofColumn === null && carrierOf(table, constraint) === column)
      words.push(columnConstraint(after, constraint));
  return words.join(' ');
}

/**
 * Whether nothing of the table but the column itself mentions it, a column stays that is not generated, and no comment
 * before it has a comma: SQLite cuts at the first one that it finds on its way back.
 */
export function isLoose({ live, after }: TableScope, column: Column): boolean {
  const own = itemOf(live, column.name);
  if (!own || !live.columns.some((each) => !each.generated && named(after.columns, each.name)))
    return false;
  const { items } = live.layout;
  const gap = tableText(live).gaps[items.indexOf(own) - 1] ?? '';
  if (gap.split(',').length > 2) return false;
  return items.every(({ span }) => {
    const names = namesInText(live.sql.slice(span.start, span.end));
    return span === own.span || !names.has(foldName(column.name));
  });
}

/** A constraint as it is written with a column: a foreign key without its column. */
function columnConstraint({ sql }: Table, { span }: Constraint): string {
  const text = sql.slice(span.start, span.end);
  const { lexemes } = lexemesOf(text);
  const foreign = lexemes.find(({ word }) => word === 'foreign');
  const references = lexemes.find(({ word }) => word === 'references');
  return foreign && references
    ? `${text.slice(0, foreign.start)}${text.slice(references.start)}`
    : text;
}
