import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import { nameBefore, ofKind } from '../change.ts';
import { named } from '../diff/names.ts';
import { namesInText } from '../parse/reader.ts';
import type { Change } from '../change.ts';
import type { Schema, Trigger, View, VirtualTable } from '../model.ts';
import { behindOthers } from './behindOthers.ts';
import { contentOf, readsView, refillOf } from './fullText.ts';
import { brokenIn, tablesIn } from './mention.ts';
import { rowsOf } from './rowsAfter.ts';
import type { Scope } from './scope.ts';
import { loss, step } from '../step.ts';
import type { Step } from '../step.ts';

/** Views and triggers that go before tables change, and those that come when tables are as they shall be. */
export interface Detour {
  readonly early: readonly Step[];
  readonly late: readonly Step[];
}

/**
 * What is to be done about views and triggers. Those that change or go are dropped early. While a view is missing,
 * SQLite refuses to rename anything and to drop columns, so then what reads it goes and comes back with it.
 */
export function detourOf(scope: Scope, validates: boolean): Detour {
  const { diff, from, live, to } = scope;
  const namesOf = (...kinds: readonly Change['kind'][]): Set<string> =>
    new Set(ofKind(diff.changes, ...kinds).map((change) => foldName(nameBefore(change))));
  const views = namesOf('drop-view', 'change-view');
  const triggers = namesOf('drop-trigger', 'change-trigger');
  const doomed = namesOf('drop-table');
  if (validates) addReaders(from, views, triggers);
  for (const { name, table } of from.triggers)
    if (views.has(foldName(table)) || (validates && doomed.has(foldName(table))))
      triggers.add(foldName(name));
  // What is new is not in `from`. A trigger may have the name of a view, so each kind has a list of its own.
  for (const name of namesOf('create-view')) views.add(name);
  for (const name of namesOf('create-trigger')) triggers.add(name);
  return {
    early: [
      ...from.triggers.filter(isOf(triggers)).map((trigger) => dropStep('trigger', trigger)),
      ...from.views
        .filter(isOf(views))
        .toReversed()
        .map((view) => dropStep('view', view)),
    ],
    late: [
      ...behindOthers(to.views.filter(isOf(views)), tablesIn).map((view) =>
        createStep('view', stored(view, live.views)),
      ),
      ...to.triggers
        .filter(isOf(triggers))
        .map((trigger) => createStep('trigger', stored(trigger, live.triggers))),
    ],
  };
}

/** Tells whether an object is one of those with these names, folded. */
function isOf(names: ReadonlySet<string>): (object: View | Trigger) => boolean {
  return ({ name }) => names.has(foldName(name));
}

/** A step that makes an object as its text says. */
export function createStep(
  what: 'index' | 'view' | 'trigger' | 'table' | 'virtual-table',
  { name, sql }: { readonly name: string; readonly sql: string },
): Step {
  return step(`create-${what}`, name, `Create ${what.replace('-', ' ')} ${name}`, [sql]);
}

/** A step that drops an object. */
export function dropStep(
  what: 'index' | 'view' | 'trigger' | 'table' | 'virtual-table',
  { name }: { readonly name: string },
  hazards: Step['hazards'] = [],
): Step {
  const words = what.replace('-', ' ');
  const sql = `DROP ${words.replace('virtual ', '').toUpperCase()} ${quoteIdentifier(name)}`;
  return step(`drop-${what}`, name, `Drop ${words} ${name}`, [sql], hazards);
}

/** The steps for virtual tables: those that change are dropped and made again. */
export function virtualTableSteps(scope: Scope): {
  readonly drop: readonly Step[];
  readonly create: readonly Step[];
  /** Those that read a view as they are made. */
  readonly behindViews: readonly Step[];
} {
  const { diff } = scope;
  const drop: Step[] = [];
  const create: Step[] = [];
  const behindViews: Step[] = [];
  const make = (table: VirtualTable): void => {
    (readsView(table, scope) ? behindViews : create).push(createVirtual(table, scope.to));
  };
  for (const change of diff.changes) {
    if (change.kind === 'drop-virtual-table') drop.push(dropVirtual(change.table, 'lost'));
    if (change.kind === 'create-virtual-table') make(change.table);
    if (change.kind !== 'change-virtual-table') continue;
    const isIndexed = contentOf(change.from) !== null && contentOf(change.to) !== null;
    drop.push(dropVirtual(change.from, isIndexed ? 'rebuilt' : 'lost'));
    make(change.to);
  }
  return { drop, create, behindViews };
}

function dropVirtual(table: VirtualTable, content: 'lost' | 'rebuilt'): Step {
  const { name, module } = table;
  if (content === 'rebuilt') return dropStep('virtual-table', table);
  const message = `What the ${module} table ${name} holds is lost.`;
  return dropStep('virtual-table', table, [loss('virtual-table', name, message, rowsOf(name))]);
}

/**
 * The index of a full-text table over another table is empty until it is told to read that. SQLite makes one over a table
 * that is not there, too.
 */
function createVirtual(table: VirtualTable, { tables, virtualTables, views }: Schema): Step {
  const step = createStep('virtual-table', table);
  return named([...tables, ...virtualTables, ...views], contentOf(table) ?? '')
    ? { ...step, sql: [...step.sql, refillOf(table)] }
    : step;
}

/** Views and triggers that read views that are missing, or something else that is. */
function addReaders(from: Schema, views: Set<string>, triggers: Set<string>): void {
  for (const { name } of brokenIn(from, from.views)) views.add(foldName(name));
  for (const { name } of brokenIn(from, from.triggers)) triggers.add(foldName(name));
  const reads = (mentioned: ReadonlySet<string>): boolean =>
    [...views].some((view) => mentioned.has(view));
  const names = new Map(from.views.map(({ name, sql }) => [foldName(name), namesInText(sql)]));
  for (let size = -1; size !== views.size;) {
    size = views.size;
    for (const [name, mentioned] of names) if (reads(mentioned)) views.add(name);
  }
  for (const { name, sql } of from.triggers)
    if (reads(namesInText(sql))) triggers.add(foldName(name));
}

/** The live text where it says the same, with the comments that people wrote there. */
function stored<T extends View | Trigger>(object: T, live: readonly T[]): T {
  const before = named(live, object.name);
  return before?.canonical === object.canonical ? before : object;
}
