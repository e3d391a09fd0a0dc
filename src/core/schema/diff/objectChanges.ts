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
  const difference = differenceOf(from, paper, to);
  const virtual = difference('change-virtual-table', ({ virtualTables }) => virtualTables);
  const indexes = difference('change-index', (schema) => schema.indexes);
  const views = difference('change-view', (schema) => schema.views);
  const triggers = difference('change-trigger', (schema) => schema.triggers);
  const owners = new Set([...dropped, ...views.gone.map(({ name }) => foldName(name))]);
  const stays = ({ table }: { readonly table: string }): boolean => !owners.has(foldName(table));
  return {
    fresh: [
      ...virtual.changed,
      ...asChanges('create-virtual-table', 'table', virtual.fresh),
      ...indexes.changed,
      ...asChanges('create-index', 'index', indexes.fresh),
      ...views.changed,
      ...asChanges('create-view', 'view', views.fresh),
      ...triggers.changed,
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
interface Difference<Kind, T> {
  readonly fresh: readonly T[];
  readonly changed: readonly { readonly kind: Kind; readonly from: T; readonly to: T }[];
  readonly gone: readonly T[];
}

function differenceOf(from: Schema, { schema, unclear }: Paper, to: Schema) {
  return <Kind extends Change['kind'], T extends SchemaObject>(
    kind: Kind,
    of: (each: Schema) => readonly T[],
  ): Difference<Kind, T> => {
    const [before, renamed, after] = [byName(of(from)), byName(of(schema)), byName(of(to))];
    return {
      fresh: of(to).filter(({ name }) => !before.has(foldName(name))),
      changed: of(to).flatMap((object) => {
        const [old, now] = [before, renamed].map((list) => list.get(foldName(object.name)));
        if (!old || !now || (now.canonical === object.canonical && !unclear.has(now))) return [];
        return [{ kind, from: old, to: object }];
      }),
      gone: of(from).filter(({ name }) => !after.has(foldName(name))),
    };
  };
}
