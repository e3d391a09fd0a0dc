import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Schema, Trigger, View, VirtualTable } from '../model.ts';
import { brokenIn, namesIn, tablesIn } from './mention.ts';
import { named } from './scope.ts';
import type { Scope } from './scope.ts';
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
  const views = new Set<string>();
  const triggers = new Set<string>();
  const born: string[] = [];
  const doomed = new Set<string>();
  for (const change of diff.changes) {
    if (change.kind === 'drop-view') views.add(foldName(change.view.name));
    if (change.kind === 'change-view') views.add(foldName(change.from.name));
    if (change.kind === 'drop-trigger') triggers.add(foldName(change.trigger.name));
    if (change.kind === 'change-trigger') triggers.add(foldName(change.from.name));
    if (change.kind === 'create-view') born.push(foldName(change.view.name));
    if (change.kind === 'create-trigger') born.push(foldName(change.trigger.name));
    if (change.kind === 'drop-table') doomed.add(foldName(change.table.name));
  }
  if (validates) addReaders(from, views, triggers);
  for (const { name, table } of from.triggers)
    if (views.has(foldName(table)) || (validates && doomed.has(foldName(table))))
      triggers.add(foldName(name));
  const goneViews = from.views.filter(({ name }) => views.has(foldName(name)));
  const goneTriggers = from.triggers.filter(({ name }) => triggers.has(foldName(name)));
  const isBack = ({ name }: View | Trigger, gone: ReadonlySet<string>): boolean =>
    gone.has(foldName(name)) || born.includes(foldName(name));
  return {
    early: [
      ...goneTriggers.map((trigger) => dropStep('trigger', trigger)),
      ...goneViews.toReversed().map((view) => dropStep('view', view)),
    ],
    late: [
      ...byDependency(to.views.filter((view) => isBack(view, views))).map((view) =>
        createStep('view', stored(view, live.views)),
      ),
      ...to.triggers
        .filter((trigger) => isBack(trigger, triggers))
        .map((trigger) => createStep('trigger', stored(trigger, live.triggers))),
    ],
  };
}

/** A step that makes an object as its text says. */
export function createStep(
  what: 'index' | 'view' | 'trigger' | 'table' | 'virtual-table',
  { name, sql }: { readonly name: string; readonly sql: string },
): Step {
  const description = `Create ${what.replace('-', ' ')} ${name}`;
  return { kind: `create-${what}`, object: name, description, sql: [sql], hazards: [] };
}

/** A step that drops an object. */
export function dropStep(
  what: 'index' | 'view' | 'trigger' | 'table' | 'virtual-table',
  { name }: { readonly name: string },
  hazards: Step['hazards'] = [],
): Step {
  const sql = `DROP ${(what === 'virtual-table' ? 'table' : what).toUpperCase()} ${quoteIdentifier(name)}`;
  const description = `Drop ${what.replace('-', ' ')} ${name}`;
  return { kind: `drop-${what}`, object: name, description, sql: [sql], hazards };
}

/** The steps for virtual tables: those that change are dropped and made again. */
export function virtualTableSteps({ diff }: Scope): {
  readonly drop: readonly Step[];
  readonly create: readonly Step[];
} {
  const drop: Step[] = [];
  const create: Step[] = [];
  for (const change of diff.changes) {
    if (change.kind === 'drop-virtual-table') drop.push(dropVirtual(change.table, 'lost'));
    if (change.kind === 'create-virtual-table') create.push(createVirtual(change.table));
    if (change.kind !== 'change-virtual-table') continue;
    const isIndexed = isExternal(change.from) && isExternal(change.to);
    drop.push(dropVirtual(change.from, isIndexed ? 'rebuilt' : 'lost'));
    create.push(createVirtual(change.to));
  }
  return { drop, create };
}

function dropVirtual(table: VirtualTable, content: 'lost' | 'rebuilt'): Step {
  const { name, module } = table;
  if (content === 'rebuilt') return dropStep('virtual-table', table);
  return dropStep('virtual-table', table, [
    {
      kind: 'virtual-table',
      destructive: true,
      message: `What the ${module} table ${name} holds is lost.`,
      objects: [name],
      query: `SELECT * FROM ${quoteIdentifier(name)}`,
    },
  ]);
}

/** The index of a full-text table over another table is empty until it is told to read that. https://sqlite.org/fts5.html#the_rebuild_command */
function createVirtual(table: VirtualTable): Step {
  const step = createStep('virtual-table', table);
  if (!isExternal(table)) return step;
  const name = quoteIdentifier(table.name);
  return { ...step, sql: [...step.sql, `INSERT INTO ${name} (${name}) VALUES ('rebuild')`] };
}

/** Whether the text of a full-text table is another table's: `content=book`, but not `content=''`. */
function isExternal({ module, canonical }: VirtualTable): boolean {
  if (!/^fts[45]$/i.test(module)) return false;
  const content = /[(,] content ?= ?(.*?) [,)]/i.exec(canonical)?.[1]?.trim();
  return content !== undefined && !/^(?:''|"")?$/.test(content);
}

/** Views and triggers that read views that are missing, or something else that is. */
function addReaders(from: Schema, views: Set<string>, triggers: Set<string>): void {
  for (const { name } of brokenIn(from, from.views)) views.add(foldName(name));
  for (const { name } of brokenIn(from, from.triggers)) triggers.add(foldName(name));
  const names = new Map(from.views.map(({ name, sql }) => [foldName(name), namesIn(sql)]));
  for (let size = -1; size !== views.size;) {
    size = views.size;
    for (const [name, mentioned] of names)
      if ([...views].some((view) => mentioned.has(view))) views.add(name);
  }
  for (const trigger of from.triggers) {
    const mentioned = namesIn(trigger.sql);
    if ([...views].some((view) => mentioned.has(view))) triggers.add(foldName(trigger.name));
  }
}

/** Views behind those that they read. */
function byDependency(views: readonly View[]): readonly View[] {
  const pending = [...views];
  const ordered: View[] = [];
  while (pending.length > 0) {
    const ready = pending.findIndex((view) => {
      const read = tablesIn(view);
      return !pending.some((other) => other !== view && read.has(foldName(other.name)));
    });
    ordered.push(...pending.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}

/** The live text where it says the same, with the comments that people wrote there. */
function stored<T extends View | Trigger>(object: T, live: readonly T[]): T {
  const before = named(live, object.name);
  return before?.canonical === object.canonical ? before : object;
}
