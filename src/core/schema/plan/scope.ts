import { foldName, sameName } from '../../sql/identifier.ts';
import { nameBefore, ofKind } from '../change.ts';
import type { Renames, SchemaDiff, TableChange } from '../change.ts';
import { byName } from '../diff/names.ts';
import { renameOnPaper } from '../diff/paper.ts';
import type { Column, Index, Schema, Table, TableItem, Trigger } from '../model.ts';
import { foldedNameOf, isName, lexemesOf } from '../parse/reader.ts';

/** What all parts of a plan know. */
export interface Scope {
  readonly diff: SchemaDiff;
  readonly from: Schema;
  /** `from` as its renames leave it, object by object. Statements behind the renames are about it. */
  readonly live: Schema;
  readonly to: Schema;
  /** The oldest SQLite that the script has to run on. */
  readonly target: string;
  /** The tables that both schemas have. */
  readonly tables: readonly TableScope[];
  /** The indexes that are new or changed, in the order in which they are made. */
  readonly made: ReadonlySet<Index>;
  /** The indexes and triggers that change or go, such as `trigger stamp`: one of each may have the same name. */
  readonly replaced: ReadonlySet<string>;
  /** All names that either schema has or mentions, folded. */
  readonly taken: () => ReadonlySet<string>;
}

/** A table that is there before and after. */
export interface TableScope {
  /** As it is before the plan. Queries for hazards are about it. */
  readonly before: Table;
  /** The same under its new names. */
  readonly live: Table;
  readonly after: Table;
  /** Without renames. */
  readonly changes: readonly TableChange[];
}

/** Everything that steps are made from. */
export function scopeOf(
  diff: SchemaDiff,
  { from, to, target }: Pick<Scope, 'from' | 'to' | 'target'>,
): Scope {
  const { schema: live } = renameOnPaper(from, renamesOf(diff));
  const wanted = byName(to.tables);
  const created = byName(ofKind(diff.changes, 'create-table').map(({ table }) => table));
  const changesOf = new Map(
    ofKind(diff.changes, 'change-table').map((change) => [
      foldName(change.to.name),
      change.changes,
    ]),
  );
  const tables = live.tables.flatMap((table, index): TableScope[] => {
    const name = foldName(table.name);
    const [before, after] = [from.tables[index], wanted.get(name)];
    if (!before || !after || created.has(name)) return [];
    const all = changesOf.get(name) ?? [];
    const changes = all.filter(({ kind }) => kind !== 'rename-column');
    return [{ before, live: table, after, changes }];
  });
  const gone = ofKind(diff.changes, 'change-index', 'change-trigger', 'drop-index', 'drop-trigger');
  const replaced = new Set(
    gone.map((change) => `${change.kind.split('-')[1] ?? ''} ${foldName(nameBefore(change))}`),
  );
  let taken: ReadonlySet<string> | undefined;
  return {
    diff,
    from,
    live,
    to,
    target,
    tables,
    made: new Set(madeIndexes(diff)),
    replaced,
    taken: () => (taken ??= takenNames([from, to])),
  };
}

function madeIndexes({ changes }: SchemaDiff): readonly Index[] {
  return ofKind(changes, 'create-index', 'change-index').map((change) =>
    'to' in change ? change.to : change.index,
  );
}

/** The column as it is before, or undefined for a new one. */
export function oldColumn({ before, live }: TableScope, name: string): Column | undefined {
  const at = live.columns.findIndex((column) => sameName(column.name, name));
  return before.columns[at];
}

/** The columns that go, under the names that they have behind the renames. */
export function droppedColumns({ changes }: TableScope): readonly Column[] {
  return ofKind(changes, 'drop-column').map(({ column }) => column);
}

/** Where a column stands in the text of its table. */
export function itemOf({ layout }: Table, column: string): TableItem | undefined {
  return layout.items.find((item) => item.column && sameName(item.column.name, column));
}

/** The indexes and triggers of a table that a rebuild takes away and that are the same afterwards, in order. */
export function keptObjects({ live, replaced }: Scope, table: Table): readonly (Index | Trigger)[] {
  return [...live.indexes, ...live.triggers].filter(
    (object) =>
      sameName(object.table, table.name) &&
      !replaced.has(`${'event' in object ? 'trigger' : 'index'} ${foldName(object.name)}`),
  );
}

/** A name that nothing in either schema has or mentions: `book_new`, or `book_new_2`. */
export function freeName({ taken }: Scope, table: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${table}_new${number === 1 ? '' : `_${number}`}`;
    if (!taken().has(foldName(name))) return name;
  }
}

function takenNames(schemas: readonly Schema[]): ReadonlySet<string> {
  const names = new Set<string>(['_meta', '_migrations']);
  for (const { tables, virtualTables, indexes, views, triggers } of schemas) {
    for (const { shadows } of virtualTables)
      for (const shadow of shadows) names.add(foldName(shadow));
    for (const { sql } of [...tables, ...virtualTables, ...indexes, ...views, ...triggers])
      for (const lexeme of lexemesOf(sql).lexemes)
        if (isName(lexeme)) names.add(foldedNameOf(lexeme));
  }
  return names;
}

function renamesOf({ changes }: SchemaDiff): Renames {
  const tables = ofKind(changes, 'rename-table').map(({ from, to }) => ({
    from: from.name,
    to: to.name,
  }));
  const columns = ofKind(changes, 'change-table').flatMap(({ to: { name: table }, changes: own }) =>
    ofKind(own, 'rename-column').map(({ from, to }) => ({ table, from: from.name, to: to.name })),
  );
  return { tables, columns };
}
