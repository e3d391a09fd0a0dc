import { foldName, sameName } from '../../sql/identifier.ts';
import { asChanges } from '../change.ts';
import type { TableChange } from '../change.ts';
import type { Column, Constraint, ForeignKey, Table } from '../model.ts';
import { canonicalKey } from '../parse/draft.ts';
import { byName } from './names.ts';

/** A table before and after, and in between: before, with the names from after. */
export interface TableStages {
  readonly from: Table;
  /** Like `from` in everything but names. */
  readonly paper: Table;
  readonly to: Table;
  /** The tables of the schema that is to come. */
  readonly parents: ReadonlyMap<string, Table>;
}

/** All that differs in one table: renamed columns first, then columns, constraints and options. */
export function tableChanges(stages: TableStages): readonly TableChange[] {
  const { from, paper, to } = stages;
  if (paper.canonical === to.canonical) return renamedColumns(from, paper, to);
  return [
    ...renamedColumns(from, paper, to),
    ...columnChanges(stages),
    ...keyChanges(stages),
    ...constraintChanges(stages),
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
  const changes: TableChange[] = [];
  const last = to.columns.findLastIndex(({ name }) => before.has(foldName(name)));
  for (const [at, column] of to.columns.entries()) {
    const old = before.get(foldName(column.name));
    const original = old && from.columns[paper.columns.indexOf(old)];
    if (!old || !original) {
      const next = at < last ? to.columns[at + 1] : undefined;
      changes.push({ kind: 'add-column', column, before: next?.name ?? null });
    } else
      changes.push(...definitionChanges({ from: original, paper: old, to: column }, { paper, to }));
  }
  for (const [index, { name }] of paper.columns.entries()) {
    const column = from.columns[index];
    if (column && !after.has(foldName(name))) changes.push({ kind: 'drop-column', column });
  }
  if (shared(paper, after) !== shared(to, before)) changes.push({ kind: 'reorder-columns' });
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
  tables: Pick<TableStages, 'paper' | 'to'>,
): readonly TableChange[] {
  const changes: TableChange[] = [];
  const compare = (kind: DefinitionKind, a: string | undefined, b: string | undefined): void => {
    if (a !== b) changes.push({ kind, from, to });
  };
  compare('change-type', paper.canonicalType, to.canonicalType);
  compare('change-not-null', notNullText(paper, tables.paper), notNullText(to, tables.to));
  compare('change-default', paper.default?.canonical, to.default?.canonical);
  compare('change-collation', foldName(paper.collation ?? ''), foldName(to.collation ?? ''));
  compare('change-generated', generatedText(paper), generatedText(to));
  return changes;
}

/** Where a primary key takes no NULL anyway, to say so of its columns says nothing. https://sqlite.org/stricttables.html */
function notNullText(
  { name: column, notNull }: Column,
  { primaryKey, strict, withoutRowid }: Table,
): string | undefined {
  if (notNull === null) return undefined;
  const { name, conflict } = notNull;
  const isSaid =
    name === null &&
    conflict === null &&
    (strict || withoutRowid) &&
    primaryKey?.rowidAlias !== column &&
    primaryKey?.parts.some((part) => sameName(part.column ?? '', column));
  return isSaid ? undefined : JSON.stringify([name === null ? null : foldName(name), conflict]);
}

function generatedText({ generated }: Column): string | undefined {
  return generated === null
    ? undefined
    : JSON.stringify([generated.expression.canonical, generated.storage]);
}

/** The names of the columns of a table that another one has too, in order. */
function shared({ columns }: Table, others: ReadonlyMap<string, Column>): string {
  return JSON.stringify(
    columns.map(({ name }) => foldName(name)).filter((name) => others.has(name)),
  );
}

function keyChanges({ from, paper, to }: TableStages): readonly TableChange[] {
  if (paper.primaryKey?.canonical === to.primaryKey?.canonical) return [];
  return [{ kind: 'change-primary-key', from: from.primaryKey, to: to.primaryKey }];
}

function constraintChanges({ from, paper, to, parents }: TableStages): readonly TableChange[] {
  const uniques = difference(from.uniques, paper.uniques, to.uniques);
  const checks = difference(from.checks, paper.checks, to.checks);
  const keys = difference(from.foreignKeys, paper.foreignKeys, to.foreignKeys, (key) =>
    canonicalReferences(key, parents),
  );
  return [
    ...asChanges('drop-unique', 'constraint', uniques.gone),
    ...asChanges('drop-check', 'constraint', checks.gone),
    ...asChanges('drop-foreign-key', 'constraint', keys.gone),
    ...asChanges('add-unique', 'constraint', uniques.fresh),
    ...asChanges('add-check', 'constraint', checks.fresh),
    ...asChanges('add-foreign-key', 'constraint', keys.fresh),
  ];
}

/** Renaming keeps the order of constraints and makes no two of them equal, so positions tell which is which. */
function difference<C extends Constraint>(
  from: readonly C[],
  paper: readonly C[],
  to: readonly C[],
  textOf = ({ canonical }: C): string => canonical,
): { readonly gone: readonly C[]; readonly fresh: readonly C[] } {
  const before = new Set(paper.map(textOf));
  const after = new Set(to.map(textOf));
  return {
    gone: from.filter((_, index) => paper[index] && !after.has(textOf(paper[index]))),
    fresh: to.filter((constraint) => !before.has(textOf(constraint))),
  };
}

/**
 * A foreign key in one form whether it names the primary key of its parent or leaves it out. A key with a collation of
 * its own is found only where it is left out. https://sqlite.org/foreignkeys.html#fk_indexes
 */
function canonicalReferences(key: ForeignKey, parents: TableStages['parents']): string {
  const { parts = [] } = parents.get(foldName(key.parent))?.primaryKey ?? {};
  const isPrimary =
    parts.length === key.parentColumns.length &&
    parts.every(
      ({ column, collation }, at) =>
        collation === null && sameName(column ?? '', key.parentColumns[at] ?? ''),
    );
  return isPrimary ? canonicalKey(key, { ...key, parentColumns: [] }) : key.canonical;
}

function optionChanges(from: Table, to: Table): readonly TableChange[] {
  const changes: TableChange[] = [];
  if (from.strict !== to.strict) changes.push({ kind: 'change-strict', strict: to.strict });
  if (from.withoutRowid !== to.withoutRowid)
    changes.push({ kind: 'change-without-rowid', withoutRowid: to.withoutRowid });
  return changes;
}
