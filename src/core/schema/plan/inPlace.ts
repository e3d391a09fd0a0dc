import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { ofKind } from '../change.ts';
import type { TableChange } from '../change.ts';
import { step } from '../step.ts';
import type { Step } from '../step.ts';
import { carrierOf, columnText, isLoose } from './columnInPlace.ts';
import {
  checkText,
  constraintTitle,
  isNameFree,
  isNamedOnce,
  isSaidOnce,
} from './constraintInPlace.ts';
import { hazardsOfChange } from './hazard.ts';
import { droppedColumns } from './scope.ts';
import type { Scope, TableScope } from './scope.ts';
import { supports } from './target.ts';

/**
 * The SQLite that has a statement, by the kind of step, in the order in which they run: what goes makes room for what
 * comes. https://sqlite.org/lang_altertable.html
 */
const SINCE: ReadonlyMap<Step['kind'], string> = new Map([
  ['drop-constraint', '3.53'],
  ['drop-not-null', '3.53'],
  ['drop-column', '3.35'],
  ['add-column', '0'],
  ['set-not-null', '3.53'],
  ['add-check', '3.53'],
]);

/**
 * The ALTER TABLE statements that change a table in place, or null where one of its changes needs a rebuild. ADD COLUMN
 * adds at the end; that a column stands elsewhere is a change of its own, the order.
 */
export function inPlaceSteps(scope: Scope, table: TableScope): readonly Step[] | null {
  const steps: Step[] = [];
  for (const change of table.changes) {
    if (goesAlong(table, change)) continue;
    const alteration = alterationOf(table, change);
    if (!alteration || !supports(scope.target, SINCE.get(alteration.kind) ?? '')) return null;
    const hazards = madeWith(table, change).flatMap((each) => hazardsOfChange(scope, table, each));
    steps.push({ ...alteration, hazards });
  }
  const order = [...SINCE.keys()];
  return steps.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function alterationOf(table: TableScope, change: TableChange): Step | null {
  const { name } = table.after;
  const alter = (kind: Step['kind'], object: string, description: string, words: string): Step =>
    step(kind, object, description, [`ALTER TABLE ${quoteIdentifier(table.live.name)} ${words}`]);
  switch (change.kind) {
    case 'add-column': {
      const text = columnText(table, change.column);
      const object = `${name}.${change.column.name}`;
      return text === null
        ? null
        : alter(change.kind, object, `Add column ${object}`, `ADD COLUMN ${text}`);
    }
    case 'drop-column': {
      const object = `${name}.${change.column.name}`;
      const words = `DROP COLUMN ${quoteIdentifier(change.column.name)}`;
      return isLoose(table, change.column)
        ? alter(change.kind, object, `Drop column ${object}`, words)
        : null;
    }
    case 'change-not-null': {
      const { from, to } = change;
      const object = `${name}.${to.name}`;
      const column = `ALTER COLUMN ${quoteIdentifier(to.name)}`;
      const isPlain = !from.notNull && to.notNull?.name === null && to.notNull.conflict === null;
      if (isPlain)
        return alter('set-not-null', object, `Make ${object} NOT NULL`, `${column} SET NOT NULL`);
      return !to.notNull && isSaidOnce(table, to)
        ? alter('drop-not-null', object, `Let ${object} be NULL`, `${column} DROP NOT NULL`)
        : null;
    }
    case 'add-check': {
      const title = constraintTitle(change.constraint);
      const words = `ADD ${checkText(table, change.constraint)}`;
      return isNameFree(table, change.constraint)
        ? alter(change.kind, name, `Add ${title} to ${name}`, words)
        : null;
    }
    case 'drop-check': {
      const title = constraintTitle(change.constraint);
      const old = change.constraint.name;
      if (old === null || !isNamedOnce(table, old)) return null;
      const words = `DROP CONSTRAINT ${quoteIdentifier(old)}`;
      return alter('drop-constraint', name, `Drop ${title} of ${name}`, words);
    }
    default:
      return null;
  }
}

/** Whether a change happens by itself when another is made: constraints come and go with their columns. */
function goesAlong(table: TableScope, change: TableChange): boolean {
  switch (change.kind) {
    case 'add-check':
    case 'add-foreign-key':
      return carrierOf(table, change.constraint) !== undefined;
    case 'drop-check':
    case 'drop-foreign-key': {
      const { ofColumn } = change.constraint;
      return (
        ofColumn !== null && droppedColumns(table).some(({ name }) => sameName(name, ofColumn))
      );
    }
    default:
      return false;
  }
}

/** A change with those that go along with it and have hazards of their own. */
function madeWith(table: TableScope, change: TableChange): readonly TableChange[] {
  if (change.kind !== 'add-column') return [change];
  const along = ofKind(table.changes, 'add-check', 'add-foreign-key').filter(
    ({ constraint }) => carrierOf(table, constraint) === change.column,
  );
  return [change, ...along];
}
