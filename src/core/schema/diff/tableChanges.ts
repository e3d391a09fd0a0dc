import { foldName } from '../../sql/identifier.ts';
import type { TableChange } from '../change.ts';
import type { Column, Constraint, Table } from '../model.ts';
import { typesOf } from './columnType.ts';
import type { ColumnTypes } from './columnType.ts';
import { byName } from './names.ts';

/** A table before and after, and in between: before, with the names from after. */
export interface TableStages {
  readonly from: Table;
  /** Like `from` in everything but names. */
  readonly paper: Table;
  readonly to: Table;
}

/** All that differs in one table: renamed columns first, then columns, constraints and options. */
export function tableChanges({ from, paper, to }: TableStages): readonly TableChange[] {
  if (paper.canonical === to.canonical) return renamedColumns(from, paper, to);
  return [
    ...renamedColumns(from, paper, to),
    ...columnChanges({ from, paper, to }),
    ...keyChanges({ from, paper, to }),
    ...constraintChanges({ from, paper, to }),
    ...optionChanges(from, to),
  ];
}

function renamedColumns(from: Table, paper: Table, to: Table): readonly TableChange[] {
  const after = byName(to.columns);
  return from.columns.flatMap((column, index): TableChange[] => {
    const name = foldName(paper.columns[index]?.name ?? column.name);
    const other = after.get(name);
    if (other === undefined || name === foldName(column.name)) return [];
    return [{ kind: 'rename-column', from: column, to: other }];
  });
}

function columnChanges({ from, paper, to }: TableStages): readonly TableChange[] {
  const [before, after] = [byName(paper.columns), byName(to.columns)];
  const types = { before: typesOf(paper), after: typesOf(to) };
  const changes: TableChange[] = [];
  for (const column of to.columns) {
    const old = before.get(foldName(column.name));
    const original = old && from.columns[paper.columns.indexOf(old)];
    if (!old || !original) changes.push({ kind: 'add-column', column });
    else changes.push(...definitionChanges({ from: original, paper: old, to: column }, types));
  }
  for (const [index, { name }] of paper.columns.entries()) {
    const column = from.columns[index];
    if (column && !after.has(foldName(name))) changes.push({ kind: 'drop-column', column });
  }
  if (isReordered(paper, to)) changes.push({ kind: 'reorder-columns' });
  return changes;
}

type DefinitionKind = Exclude<
  Extract<TableChange, { readonly from: Column }>['kind'],
  'rename-column'
>;

interface ColumnStages {
  readonly from: Column;
  readonly paper: Column;
  readonly to: Column;
}

function definitionChanges(
  { from, paper, to }: ColumnStages,
  types: { readonly before: ColumnTypes; readonly after: ColumnTypes },
): readonly TableChange[] {
  const name = foldName(to.name);
  const changes: TableChange[] = [];
  const compare = (kind: DefinitionKind, a: string | undefined, b: string | undefined): void => {
    if (a !== b) changes.push({ kind, from, to });
  };
  compare('change-type', types.before.get(name), types.after.get(name));
  compare('change-not-null', notNullText(paper), notNullText(to));
  compare('change-default', paper.default?.canonical, to.default?.canonical);
  compare('change-collation', foldName(paper.collation ?? ''), foldName(to.collation ?? ''));
  compare('change-generated', generatedText(paper), generatedText(to));
  return changes;
}

function notNullText({ notNull }: Column): string | undefined {
  if (notNull === null) return undefined;
  const { name, conflict } = notNull;
  return JSON.stringify([name === null ? null : foldName(name), conflict]);
}

function generatedText({ generated }: Column): string | undefined {
  return generated === null
    ? undefined
    : JSON.stringify([generated.expression.canonical, generated.storage]);
}

/** Whether the columns that stay have another order, or one of them stands behind a new one. */
function isReordered(paper: Table, to: Table): boolean {
  const after = byName(to.columns);
  const stay = paper.columns.map(({ name }) => foldName(name)).filter((name) => after.has(name));
  return to.columns.slice(0, stay.length).some(({ name }, at) => foldName(name) !== stay[at]);
}

function keyChanges({ from, paper, to }: TableStages): readonly TableChange[] {
  if (paper.primaryKey?.canonical === to.primaryKey?.canonical) return [];
  return [{ kind: 'change-primary-key', from: from.primaryKey, to: to.primaryKey }];
}

function constraintChanges({ from, paper, to }: TableStages): readonly TableChange[] {
  const uniques = difference(from.uniques, paper.uniques, to.uniques);
  const checks = difference(from.checks, paper.checks, to.checks);
  const keys = difference(from.foreignKeys, paper.foreignKeys, to.foreignKeys);
  return [
    ...uniques.gone.map((constraint) => ({ kind: 'drop-unique', constraint }) as const),
    ...checks.gone.map((constraint) => ({ kind: 'drop-check', constraint }) as const),
    ...keys.gone.map((constraint) => ({ kind: 'drop-foreign-key', constraint }) as const),
    ...uniques.fresh.map((constraint) => ({ kind: 'add-unique', constraint }) as const),
    ...checks.fresh.map((constraint) => ({ kind: 'add-check', constraint }) as const),
    ...keys.fresh.map((constraint) => ({ kind: 'add-foreign-key', constraint }) as const),
  ];
}

/** Renaming keeps the order of constraints and makes no two of them equal, so positions tell which is which. */
function difference<C extends Constraint>(
  from: readonly C[],
  paper: readonly C[],
  to: readonly C[],
): { readonly gone: readonly C[]; readonly fresh: readonly C[] } {
  const before = new Set(paper.map(({ canonical }) => canonical));
  const after = new Set(to.map(({ canonical }) => canonical));
  return {
    gone: from.filter((_, index) => !after.has(paper[index]?.canonical ?? '')),
    fresh: to.filter(({ canonical }) => !before.has(canonical)),
  };
}

function optionChanges(from: Table, to: Table): readonly TableChange[] {
  const changes: TableChange[] = [];
  if (from.strict !== to.strict) changes.push({ kind: 'change-strict', strict: to.strict });
  if (from.withoutRowid !== to.withoutRowid)
    changes.push({ kind: 'change-without-rowid', withoutRowid: to.withoutRowid });
  return changes;
}
