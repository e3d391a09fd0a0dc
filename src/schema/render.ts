import { quoteIdentifier } from '../core/sql/identifier.ts';
import { significantTokens } from '../core/sql/token.ts';
import type { DbColumn, DbForeignKey, DbKey, DbTable, DbView } from './declarative.ts';
import { sqlLiteral } from './sqlValue.ts';

/** A table as a CREATE TABLE statement in the form of declarative-sqlite. */
export function renderTable(table: DbTable): string {
  const columns = table.columns.map((column) => ({ text: renderColumn(column), column }));
  const constraints = renderConstraints(table);
  const last = columns.length + constraints.length - 1;
  const lines = [...columns, ...constraints.map((text) => ({ text, column: null }))].map(
    ({ text, column }, index) =>
      `  ${text}${index === last ? '' : ','}${hintOf(column?.renamedFrom)}`,
  );
  const hint = hintOf(table.renamedFrom);
  return `CREATE TABLE ${quoteIdentifier(table.name)} (${hint}\n${lines.join('\n')}\n)`;
}

/** The CREATE INDEX statements of a table's keys. */
export function renderIndexes(table: DbTable): readonly string[] {
  return table.keys
    .filter(({ type }) => type === 'INDEX')
    .map((key) => renderIndex(table.name, key));
}

/** One index. */
export function renderIndex(table: string, key: DbKey): string {
  const name = quoteIdentifier(indexName(table, key));
  return `CREATE INDEX ${name} ON ${quoteIdentifier(table)} (${names(key.columns)})`;
}

/** The name of an index: its own, or one made from the table and the columns. */
export function indexName(table: string, { name, columns }: DbKey): string {
  return name ?? `idx_${table}_${columns.join('_')}`;
}

/** A view; its text may be the query alone. */
export function renderView({ name, sql }: DbView): string {
  const [first] = significantTokens(sql);
  const isStatement = first && /^create$/i.test(sql.slice(first.start, first.end));
  return isStatement ? sql : `CREATE VIEW ${quoteIdentifier(name)} AS ${sql}`;
}

/** A column's definition without constraints that concern its table. */
export function renderColumn(column: DbColumn): string {
  const { name, type, notNull } = column;
  const parts = [quoteIdentifier(name), type, notNull === true ? 'NOT NULL' : ''];
  return [...parts, renderDefault(column)].filter(Boolean).join(' ');
}

/** The default of a column; empty for none. */
export function renderDefault({ defaultValue = null }: DbColumn): string {
  return defaultValue === null ? '' : `DEFAULT ${sqlLiteral(defaultValue)}`;
}

/** What stands behind the columns: keys, foreign keys, checks. */
export function renderConstraints({ columns, keys, foreignKeys }: DbTable): readonly string[] {
  return [
    ...keys.filter(({ type }) => type !== 'INDEX').map(renderKey),
    ...(foreignKeys ?? []).map(renderForeignKey),
    ...columns.flatMap(renderChecks),
  ];
}

/** A primary key or unique constraint. */
export function renderKey({ type, name, columns }: DbKey): string {
  const constraint = name === undefined ? '' : `CONSTRAINT ${quoteIdentifier(name)} `;
  return `${constraint}${type === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE'} (${names(columns)})`;
}

/** A foreign key. */
export function renderForeignKey(key: DbForeignKey): string {
  const { columns, table, parentColumns, onDelete, onUpdate, deferred } = key;
  const parts = [`FOREIGN KEY (${names(columns)}) REFERENCES ${quoteIdentifier(table)}`];
  if (parentColumns.length > 0) parts.push(`(${names(parentColumns)})`);
  if (onDelete !== undefined) parts.push(`ON DELETE ${onDelete}`);
  if (onUpdate !== undefined) parts.push(`ON UPDATE ${onUpdate}`);
  if (deferred === true) parts.push('DEFERRABLE INITIALLY DEFERRED');
  return parts.join(' ');
}

/** The checks of a column's length and values, where they are to be enforced. Each has a name to know it by. */
export function renderChecks(column: DbColumn): readonly string[] {
  const { name, maxLength, validValues, enforce } = column;
  if (enforce !== true) return [];
  const checks: string[] = [];
  if (maxLength !== undefined)
    checks.push(
      check(name, LENGTH, `length(${quoteIdentifier(name)}) <= ${sqlLiteral(maxLength)}`),
    );
  if (validValues !== undefined) {
    const values = validValues.map(({ value }) => sqlLiteral(value)).join(', ');
    checks.push(check(name, VALUES, `${quoteIdentifier(name)} IN (${values})`));
  }
  return checks;
}

/** The names of the checks that a column can have. */
export function checkNames(column: string): readonly string[] {
  return [`${column}${LENGTH}`, `${column}${VALUES}`];
}

const LENGTH = '__max_length';
const VALUES = '__valid_values';

function check(column: string, suffix: string, condition: string): string {
  return `CONSTRAINT ${quoteIdentifier(column + suffix)} CHECK (${condition})`;
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}

/** A name with a line break cannot stand in a comment of one line. */
function hintOf(renamedFrom: string | undefined): string {
  if (renamedFrom === undefined || /[\r\n]/.test(renamedFrom)) return '';
  return ` -- renamed from: ${quoteIdentifier(renamedFrom)}`;
}
