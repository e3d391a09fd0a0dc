import type { Change } from '../core/schema/change.ts';
import type { PlanRefusal } from '../core/schema/step.ts';
import { sameName } from '../core/sql/identifier.ts';
import type { DeclarativeSchema } from './declarative.ts';
import { keyOf } from './tableOf.ts';

/**
 * Changes of objects that the declaration does not speak of and that stay as they are. There is none, unless a renaming
 * reaches into their text in a way that cannot be told beforehand: then the migration is refused.
 */
export function undeclaredChanges(
  changes: readonly Change[],
  declared: DeclarativeSchema,
): readonly PlanRefusal[] {
  return changes
    .map((change) => objectOf(change, declared))
    .filter((object) => object !== null)
    .map((object) => ({
      object,
      reason:
        'it is not declared, and what a renaming makes of it cannot be told. Drop it first, and make it again afterwards',
    }));
}

function objectOf(change: Change, { views = [] }: DeclarativeSchema): string | null {
  switch (change.kind) {
    case 'change-trigger':
    case 'change-virtual-table':
      return change.from.name;
    case 'change-view':
      return views.some(({ name }) => sameName(name, change.from.name)) ? null : change.from.name;
    case 'drop-view':
      return change.view.name;
    case 'drop-virtual-table':
      return change.table.name;
    case 'drop-trigger':
      return change.trigger.name;
    case 'change-index':
      return keyOf(change.from) === null ? change.from.name : null;
    case 'drop-index':
      return keyOf(change.index) === null ? change.index.name : null;
    default:
      return null;
  }
}
