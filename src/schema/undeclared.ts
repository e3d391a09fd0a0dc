import { nameBefore } from '../core/schema/change.ts';
import type { Change } from '../core/schema/change.ts';
import { named } from '../core/schema/diff/names.ts';
import type { PlanRefusal } from '../core/schema/step.ts';
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
    .filter((change) => !isDeclared(change, declared))
    .map((change) => ({
      object: nameBefore(change),
      reason:
        'it is not declared, and what a renaming makes of it cannot be told. Drop it first, and make it again afterwards',
    }));
}

function isDeclared(change: Change, { views = [] }: DeclarativeSchema): boolean {
  switch (change.kind) {
    case 'change-trigger':
    case 'change-virtual-table':
    case 'drop-view':
    case 'drop-virtual-table':
    case 'drop-trigger':
      return false;
    case 'change-view':
      return named(views, change.from.name) !== undefined;
    case 'change-index':
      return keyOf(change.from) !== null;
    case 'drop-index':
      return keyOf(change.index) !== null;
    default:
      return true;
  }
}
