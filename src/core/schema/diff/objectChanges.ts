import { foldName } from '../../sql/identifier.ts';
import { asChanges } from '../change.ts';
import type { Change } from '../change.ts';
import type { Schema, SchemaObject } from '../model.ts';
import { byName } from './names.ts';
import type { Paper } from './paper.ts';

/** What differs between two schemas apart from tables. */
export interface ObjectChanges {
  /** What is new or changed, in the desired order. */
  readonly fresh: readonly Change[];
  readonly gone: readonly Change[];
}

/**
 * What differs in virtual tables, indexes, views and triggers. An index or a trigger that goes with its table or view
 * is no change. `dropped` has the folded names of the tables that go.
 */
export function objectChanges(
  from: Schema,
  paper: Paper,
  to: Schema,
  dropped: ReadonlySet<string>,
): ObjectChanges {
  const { schema, unclear } = paper;
  const virtual = difference(from.virtualTables, schema.virtualTables, to.virtualTables, unclear);
  const indexes = difference(from.indexes, schema.indexes, to.indexes, unclear);
  const views = difference(from.views, schema.views, to.views, unclear);
  const triggers = difference(from.triggers, schema.triggers, to.triggers, unclear);
  const owners = new Set([...dropped, ...views.gone.map(({ name }) => foldName(name))]);
  const stays = ({ table }: { readonly table: string }): boolean => !owners.has(foldName(table));
  return {
    fresh: [
      ...virtual.changed.map((pair) => ({ kind: 'change-virtual-table', ...pair }) as const),
      ...asChanges('create-virtual-table', 'table', virtual.fresh),
      ...indexes.changed.map((pair) => ({ kind: 'change-index', ...pair }) as const),
      ...asChanges('create-index', 'index', indexes.fresh),
      ...views.changed.map((pair) => ({ kind: 'change-view', ...pair }) as const),
      ...asChanges('create-view', 'view', views.fresh),
      ...triggers.changed.map((pair) => ({ kind: 'change-trigger', ...pair }) as const),
      ...asChanges('create-trigger', 'trigger', triggers.fresh),
    ],
    gone: [
      ...asChanges('drop-trigger', 'trigger', triggers.gone.filter(stays)),
      ...asChanges('drop-view', 'view', views.gone),
      ...asChanges('drop-index', 'index', indexes.gone.filter(stays)),
      ...asChanges('drop-virtual-table', 'table', virtual.gone),
    ],
  };
}

/** Objects of one kind, matched by name. */
function difference<T extends SchemaObject>(
  from: readonly T[],
  paper: readonly T[],
  to: readonly T[],
  unclear: ReadonlySet<SchemaObject>,
): {
  readonly fresh: readonly T[];
  readonly changed: readonly { readonly from: T; readonly to: T }[];
  readonly gone: readonly T[];
} {
  const [before, after] = [byName(from), byName(to)];
  const renamed = byName(paper);
  return {
    fresh: to.filter(({ name }) => !before.has(foldName(name))),
    changed: to.flatMap((object) => {
      const [old, now] = [before, renamed].map((list) => list.get(foldName(object.name)));
      if (!old || !now || (now.canonical === object.canonical && !unclear.has(now))) return [];
      return [{ from: old, to: object }];
    }),
    gone: from.filter(({ name }) => !after.has(foldName(name))),
  };
}
