import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { TableChange } from '../change.ts';
import type { Step } from '../step.ts';
import { addedColumns, carrierOf, columnText, isLoose } from './columnInPlace.ts';
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

/** A statement behind `ALTER TABLE name`, with what it does. */
interface Alteration {
  readonly kind: Step['kind'];
  readonly object: string;
  readonly description: string;
  readonly words: string;
  /** The SQLite that has it. https://sqlite.org/lang_altertable.html */
  readonly since: string;
}

/** Kinds of steps in the order in which they run: what goes makes room for what comes. */
const ORDER: readonly Step['kind'][] = [
  'drop-constraint',
  'drop-not-null',
  'drop-column',
  'add-column',
  'set-not-null',
  'add-check',
];

/** The ALTER TABLE statements that change a table in place, or null where one of its changes needs a rebuild. */
export function inPlaceSteps(scope: Scope, table: TableScope): readonly Step[] | null {
  if (!isAppended(table)) return null;
  const steps: Step[] = [];
  for (const change of table.changes) {
    if (goesAlong(table, change)) continue;
    const alteration = alterationOf(table, change);
    if (!alteration || !supports(scope.target, alteration.since)) return null;
    const { kind, object, description, words } = alteration;
    steps.push({
      kind,
      object,
      description,
      sql: [`ALTER TABLE ${quoteIdentifier(table.live.name)} ${words}`],
      hazards: madeWith(table, change).flatMap((each) => hazardsOfChange(scope, table, each)),
    });
  }
  return steps.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function alterationOf(table: TableScope, change: TableChange): Alteration | null {
  switch (change.kind) {
    case 'add-column':
    case 'drop-column':
      return columnAlteration(table, change);
    case 'change-not-null':
      return notNullAlteration(table, change);
    case 'add-check':
    case 'drop-check':
      return checkAlteration(table, change);
    default:
      return null;
  }
}

type ChangeOf<K extends TableChange['kind']> = Extract<TableChange, { readonly kind: K }>;

function columnAlteration(
  table: TableScope,
  { kind, column }: ChangeOf<'add-column' | 'drop-column'>,
): Alteration | null {
  const object = `${table.after.name}.${column.name}`;
  if (kind === 'drop-column') {
    const words = `DROP COLUMN ${quoteIdentifier(column.name)}`;
    const description = `Drop column ${object}`;
    return isLoose(table, column) ? { kind, object, description, words, since: '3.35' } : null;
  }
  const text = columnText(table, column);
  const description = `Add column ${object}`;
  return text === null
    ? null
    : { kind, object, description, words: `ADD COLUMN ${text}`, since: '0' };
}

function notNullAlteration(
  table: TableScope,
  { from, to }: ChangeOf<'change-not-null'>,
): Alteration | null {
  const object = `${table.after.name}.${to.name}`;
  const column = `ALTER COLUMN ${quoteIdentifier(to.name)}`;
  const common = { object, since: '3.53' };
  if (to.notNull) {
    const isPlain = !from.notNull && to.notNull.name === null && to.notNull.conflict === null;
    const description = `Make ${object} NOT NULL`;
    return isPlain
      ? { ...common, kind: 'set-not-null', description, words: `${column} SET NOT NULL` }
      : null;
  }
  const description = `Let ${object} be NULL`;
  return isSaidOnce(table, to)
    ? { ...common, kind: 'drop-not-null', description, words: `${column} DROP NOT NULL` }
    : null;
}

function checkAlteration(
  table: TableScope,
  { kind, constraint }: ChangeOf<'add-check' | 'drop-check'>,
): Alteration | null {
  const { name: object } = table.after;
  const title = constraintTitle(constraint);
  if (kind === 'add-check') {
    const words = `ADD ${checkText(table, constraint)}`;
    const description = `Add ${title} to ${object}`;
    return isNameFree(table, constraint)
      ? { kind, object, description, words, since: '3.53' }
      : null;
  }
  if (constraint.name === null || !isNamedOnce(table, constraint.name)) return null;
  const words = `DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`;
  return {
    kind: 'drop-constraint',
    object,
    description: `Drop ${title} of ${object}`,
    words,
    since: '3.53',
  };
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
  const along = table.changes.filter(
    (other) =>
      (other.kind === 'add-check' || other.kind === 'add-foreign-key') &&
      carrierOf(table, other.constraint) === change.column,
  );
  return [change, ...along];
}

/** ADD COLUMN adds at the end. */
function isAppended(table: TableScope): boolean {
  const gone = new Set(droppedColumns(table).map(({ name }) => foldName(name)));
  const kept = table.live.columns.filter(({ name }) => !gone.has(foldName(name)));
  const order = (columns: readonly { readonly name: string }[]): string =>
    columns.map(({ name }) => foldName(name)).join('\0');
  return order([...kept, ...addedColumns(table)]) === order(table.after.columns);
}
