import type {
  CheckConstraint,
  Column,
  ForeignKey,
  Index,
  PrimaryKey,
  SchemaObject,
  Table,
  Trigger,
  UniqueConstraint,
  View,
  VirtualTable,
} from './model.ts';

/** One difference between two schemas: what has to happen to the first to make it the second. */
export type Change =
  | { readonly kind: 'create-table'; readonly table: Table }
  | { readonly kind: 'drop-table'; readonly table: Table }
  | { readonly kind: 'rename-table'; readonly from: Table; readonly to: Table }
  /** All that differs in one table that both have; `from` may have an earlier name, see `rename-table`. */
  | {
      readonly kind: 'change-table';
      readonly from: Table;
      readonly to: Table;
      readonly changes: readonly TableChange[];
    }
  | { readonly kind: 'create-virtual-table'; readonly table: VirtualTable }
  | { readonly kind: 'drop-virtual-table'; readonly table: VirtualTable }
  | {
      readonly kind: 'change-virtual-table';
      readonly from: VirtualTable;
      readonly to: VirtualTable;
    }
  | { readonly kind: 'create-index'; readonly index: Index }
  | { readonly kind: 'drop-index'; readonly index: Index }
  | { readonly kind: 'change-index'; readonly from: Index; readonly to: Index }
  | { readonly kind: 'create-view'; readonly view: View }
  | { readonly kind: 'drop-view'; readonly view: View }
  | { readonly kind: 'change-view'; readonly from: View; readonly to: View }
  | { readonly kind: 'create-trigger'; readonly trigger: Trigger }
  | { readonly kind: 'drop-trigger'; readonly trigger: Trigger }
  | { readonly kind: 'change-trigger'; readonly from: Trigger; readonly to: Trigger };

/** One difference within a table. */
export type TableChange =
  /** `before` is the column that it stands before, or null behind all that stay: there SQLite can add it. */
  | { readonly kind: 'add-column'; readonly column: Column; readonly before: string | null }
  | { readonly kind: 'drop-column'; readonly column: Column }
  | { readonly kind: 'rename-column'; readonly from: Column; readonly to: Column }
  /** The columns that both have stand in another order. */
  | { readonly kind: 'reorder-columns' }
  | { readonly kind: 'change-type'; readonly from: Column; readonly to: Column }
  | { readonly kind: 'change-not-null'; readonly from: Column; readonly to: Column }
  | { readonly kind: 'change-default'; readonly from: Column; readonly to: Column }
  | { readonly kind: 'change-collation'; readonly from: Column; readonly to: Column }
  | { readonly kind: 'change-generated'; readonly from: Column; readonly to: Column }
  | {
      readonly kind: 'change-primary-key';
      readonly from: PrimaryKey | null;
      readonly to: PrimaryKey | null;
    }
  | { readonly kind: 'add-unique'; readonly constraint: UniqueConstraint }
  | { readonly kind: 'drop-unique'; readonly constraint: UniqueConstraint }
  | { readonly kind: 'add-check'; readonly constraint: CheckConstraint }
  | { readonly kind: 'drop-check'; readonly constraint: CheckConstraint }
  | { readonly kind: 'add-foreign-key'; readonly constraint: ForeignKey }
  | { readonly kind: 'drop-foreign-key'; readonly constraint: ForeignKey }
  | { readonly kind: 'change-strict'; readonly strict: boolean }
  | { readonly kind: 'change-without-rowid'; readonly withoutRowid: boolean };

/** A table or column that is gone beside one that is new: SQLite cannot tell whether it was renamed. */
export interface RenameCandidate {
  /** The table as it is named after table renames; null for a table that may have been renamed. */
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
  /** From 0 to 1: how alike names and definitions are. */
  readonly likeness: number;
}

/** Answers to `RenameCandidate`s, from hints, flags or a person. */
export interface Renames {
  readonly tables: readonly { readonly from: string; readonly to: string }[];
  /** `table` is the name in the desired schema. */
  readonly columns: readonly {
    readonly table: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** What was not renamed: the old one goes, and the new one is made. `table` is as in `columns`, null for tables. */
  readonly denied?: readonly {
    readonly table: string | null;
    readonly from: string;
    readonly to: string;
  }[];
}

/** What `diff` finds. */
export interface SchemaDiff {
  /** Renames first, then in the order of the desired schema; what goes comes last. */
  readonly changes: readonly Change[];
  /** What may have been a rename and was neither confirmed nor denied. Here it is read as gone and new. */
  readonly candidates: readonly RenameCandidate[];
}

/** The changes of some kinds, in order. */
export function ofKind<
  Any extends { readonly kind: string },
  const Kinds extends readonly Any['kind'][],
>(
  changes: readonly Any[],
  ...kinds: Kinds
): readonly Extract<Any, { readonly kind: Kinds[number] }>[] {
  return changes.filter((change): change is Extract<Any, { readonly kind: Kinds[number] }> =>
    kinds.includes(change.kind),
  );
}

/** Things as changes of one kind, each under a key. */
export function asChanges<
  Kind extends Change['kind'] | TableChange['kind'],
  Key extends string,
  Thing,
>(
  kind: Kind,
  key: Key,
  things: readonly Thing[],
): readonly ({ readonly kind: Kind } & Readonly<Record<Key, Thing>>)[] {
  return things.map(
    (thing) => ({ kind, [key]: thing }) as { readonly kind: Kind } & Readonly<Record<Key, Thing>>,
  );
}

/** The name that a changed object has before, or after where it is new. */
export function nameBefore(change: Change): string {
  if ('from' in change) return change.from.name;
  return objectOf(change).name;
}

/** The name that a changed object has after, or before where it goes. */
export function nameAfter(change: Change): string {
  if ('to' in change) return change.to.name;
  return objectOf(change).name;
}

function objectOf(change: Exclude<Change, { readonly to: unknown }>): SchemaObject {
  if ('table' in change) return change.table;
  if ('index' in change) return change.index;
  return 'view' in change ? change.view : change.trigger;
}
