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
 * The ALTER TABLE statements that change a table in place, or null where one of its changes needs a rebuild.
 * ADD COLUMN adds at the end.
 */
export function inPlaceSteps(scope: Scope, table: TableScope): readonly Step[] | null {
  const steps: Step[] = [];
  for (const change of table.changes) {
    if (goesAlong(table, change)) continue;
    const alteration = alterationOf(table, change);
    if (!alteration || !supports(scope.target, SINCE.get(alteration[0]) ?? '')) return null;
    const [kind, object, description, words] = alteration;
    const sql = [`ALTER TABLE ${quoteIdentifier(table.live.name)} ${words}`];
    const hazards = madeWith(table, change).flatMap((each) => hazardsOfChange(scope, table, each));
    steps.push({ ...step(kind, object, description, sql), hazards });
  }
  const order = [...SINCE.keys()];
  return steps.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** What an ALTER TABLE is and changes, what it does for people, and its words behind the table's name. */
type Alteration = readonly [Step['kind'], object: string, description: string, words: string];

function alterationOf(table: TableScope, change: TableChange): Alteration | null {
  const { name } = table.after;
  switch (change.kind) {
    case 'add-column': {
      const text = change.before === null ? columnText(table, change.column) : null;
      const object = `${name}.${change.column.name}`;
      return text === null
        ? null
        : [change.kind, object, `Add column ${object}`, `ADD COLUMN ${text}`];
    }
    case 'drop-column': {
      const { column } = change;
      const object = `${name}.${column.name}`;
      const words = `DROP COLUMN ${quoteIdentifier(column.name)}`;
      return isLoose(table, column) ? [change.kind, object, `Drop column ${object}`, words] : null;
    }
    case 'change-not-null':
      return notNullAlteration(table, change);
    case 'add-check': {
      const { constraint } = change;
      const does = `Add ${constraintTitle(constraint)} to ${name}`;
      return isNameFree(table, constraint)
        ? [change.kind, name, does, `ADD ${checkText(table, constraint)}`]
        : null;
    }
    case 'drop-check': {
      const old = change.constraint.name;
      if (old === null || !isNamedOnce(table, old)) return null;
      const does = `Drop ${constraintTitle(change.constraint)} of ${name}`;
      return ['drop-constraint', name, does, `DROP CONSTRAINT ${quoteIdentifier(old)}`];
    }
    default:
      return null;
  }
}

function notNullAlteration(
  table: TableScope,
  { from, to }: Extract<TableChange, { kind: 'change-not-null' }>,
): Alteration | null {
  const object = `${table.after.name}.${to.name}`;
  const column = `ALTER COLUMN ${quoteIdentifier(to.name)}`;
  const isPlain = !from.notNull && to.notNull?.name === null && to.notNull.conflict === null;
  if (isPlain) return ['set-not-null', object, `Make ${object} NOT NULL`, `${column} SET NOT NULL`];
  return !to.notNull && isSaidOnce(table, to)
    ? ['drop-not-null', object, `Let ${object} be NULL`, `${column} DROP NOT NULL`]
    : null;
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
