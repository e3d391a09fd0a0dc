import { named } from '../core/schema/diff/names.ts';
import type { Column, Table, TableItem } from '../core/schema/model.ts';
import { foldName, quoteIdentifier, sameName } from '../core/sql/identifier.ts';
import type { DbColumn, DbTable } from './declarative.ts';
import { keptConstraints, missingConstraints } from './mergeConstraints.ts';
import type { KeptConstraints } from './mergeConstraints.ts';
import { renderColumn, renderDefault } from './render.ts';
import { valueOf } from './sqlValue.ts';
import { isSystemColumn } from './systemTables.ts';

/**
 * The text of a table as it is to be: what the declaration says, and of the live table what a declaration has no words
 * for: checks, collations, generated columns, AUTOINCREMENT, STRICT, WITHOUT ROWID. The live columns keep their order,
 * new ones come behind them.
 */
export function mergeTable(live: Table, declared: DbTable, satisfied: ReadonlySet<string>): string {
  const kept = keptConstraints(live, declared);
  const staying = live.columns.filter((column) => stays(column, declared));
  const columns = staying.map((column) => mergeColumn(live, column, declared, kept));
  const added = declared.columns.filter(({ name }) => named(live.columns, name) === undefined);
  const items = [
    ...columns,
    ...added.map(renderColumn),
    ...kept.ofTable,
    ...missingConstraints(live, declared, satisfied),
  ];
  const options = live.sql.slice(live.layout.options.start, live.layout.options.end);
  const body = items.map((item) => `\n  ${item}`).join(',');
  return `CREATE TABLE ${quoteIdentifier(declared.name)} (${body}\n) ${options}`.trimEnd();
}

/** Columns that declarative-sqlite or SQLite itself fills stay also where nobody declares them. */
function stays(column: Column, declared: DbTable): boolean {
  if (named(declared.columns, column.name)) return true;
  return column.generated !== null || isSystemColumn(column.name);
}

function mergeColumn(
  live: Table,
  column: Column,
  declared: DbTable,
  { ofColumn }: KeptConstraints,
): string {
  const wanted = named(declared.columns, column.name);
  const own = ofColumn.get(foldName(column.name)) ?? [];
  const clause = (kind: ClauseKind): string => clauseText(live, column, kind);
  const head = [quoteIdentifier(wanted?.name ?? column.name), typeOf(column, wanted)];
  const tail = [clause('collate'), clause('generated'), ...own];
  const isFree = wanted === undefined || column.generated !== null;
  const notNull = isFree || (column.notNull !== null) === (wanted.notNull ?? false);
  const parts = [
    ...head,
    notNull ? clause('not-null') : wanted?.notNull === true ? 'NOT NULL' : '',
    isFree || sameDefault(column, wanted) ? clause('default') : renderDefault(wanted),
    ...tail,
  ];
  return parts.filter(Boolean).join(' ');
}

type ClauseKind = 'not-null' | 'default' | 'collate' | 'generated';

/** Of two clauses of a kind, SQLite takes the last. */
function clauseText(live: Table, { name }: Column, kind: ClauseKind): string {
  const item = live.layout.items.find((each) => isColumn(each, name));
  const clause = item?.column?.clauses.findLast((each) => each.kind === kind);
  return clause === undefined ? '' : live.sql.slice(clause.span.start, clause.span.end);
}

function isColumn({ column }: TableItem, name: string): boolean {
  return column !== undefined && sameName(column.name, name);
}

function typeOf({ type }: Column, wanted: DbColumn | undefined): string {
  return wanted === undefined || sameName(type, wanted.type) ? type : wanted.type;
}

function sameDefault(column: Column, wanted: DbColumn): boolean {
  const defaultValue = column.default && valueOf(column.default.text);
  return renderDefault({ ...wanted, defaultValue }) === renderDefault(wanted);
}
