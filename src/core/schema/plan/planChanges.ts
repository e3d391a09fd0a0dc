import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { SchemaDiff } from '../change.ts';
import type { Schema, Table } from '../model.ts';
import type { Hazard, Plan, PlanRefusal, Step } from '../step.ts';
import { orphanHazards } from './foreignKeyHazard.ts';
import { inPlaceSteps } from './inPlace.ts';
import { indexHazards } from './keyHazard.ts';
import { createStep, detourOf, dropStep, virtualTableSteps } from './objectSteps.ts';
import { obstacleOf, rebuildStep } from './rebuild.ts';
import { RENAMES_SINCE, dependentRefusals } from './refusals.ts';
import { scopeOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { DEFAULT_TARGET, supports } from './target.ts';

/** What a plan is made for besides the changes. */
export interface PlanOptions {
  readonly from: Schema;
  readonly to: Schema;
  /** The oldest SQLite that the script has to run on, such as `3.35`. */
  readonly target?: string;
}

/**
 * The steps that make one schema the other: in place where the target permits it, and else one rebuild of the table.
 * They run in one transaction with foreign keys off. What cannot be kept is refused.
 */
export function planChanges(diff: SchemaDiff, options: PlanOptions): Plan {
  const { from, to, target = DEFAULT_TARGET } = options;
  const scope = scopeOf(diff, { from, to, target });
  const refusals: PlanRefusal[] = [...dependentRefusals(scope)];
  const renames = renameSteps(scope);
  if (renames.length > 0 && !supports(target, RENAMES_SINCE))
    refusals.push({
      object: renames[0]?.object ?? '',
      reason: `renaming needs SQLite ${RENAMES_SINCE}`,
    });
  const changes = tableSteps(scope, refusals);
  const validates = [...renames, ...changes].some(({ kind }) =>
    /^rename-|^drop-column$/.test(kind),
  );
  const { early, late } = detourOf(scope, validates);
  const virtual = virtualTableSteps(scope);
  const dropped = tableDrops(scope);
  const drops = [...virtual.drop, ...dropped];
  const isInTheWay = ({ object }: Step): boolean => needsName(scope, object);
  return {
    steps: [
      ...early,
      ...indexDrops(scope),
      ...drops.filter(isInTheWay),
      ...renames,
      ...tableCreations(scope),
      ...changes,
      ...drops.filter((step) => !isInTheWay(step)),
      ...virtual.create,
      ...indexCreations(scope),
      ...late,
    ],
    refusals,
  };
}

function renameSteps({ diff }: Scope): Step[] {
  return diff.changes.flatMap((change): Step[] => {
    if (change.kind === 'rename-table') return [renameTable(change.from.name, change.to.name)];
    if (change.kind !== 'change-table') return [];
    const table = change.to.name;
    return change.changes.flatMap((each): Step[] => {
      if (each.kind !== 'rename-column') return [];
      const [from, to] = [each.from.name, each.to.name];
      return [
        {
          kind: 'rename-column',
          object: `${table}.${to}`,
          description: `Rename column ${table}.${from} to ${to}`,
          sql: [
            `ALTER TABLE ${quoteIdentifier(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`,
          ],
          hazards: [],
        },
      ];
    });
  });
}

function renameTable(from: string, to: string): Step {
  return {
    kind: 'rename-table',
    object: to,
    description: `Rename table ${from} to ${to}`,
    sql: [`ALTER TABLE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`],
    hazards: [],
  };
}

/** In place, or one rebuild, for each table that changes. What stands in the way is added to the refusals. */
function tableSteps(scope: Scope, refusals: PlanRefusal[]): Step[] {
  return scope.tables.flatMap((table): readonly Step[] => {
    if (table.changes.length === 0) return [];
    const steps = inPlaceSteps(scope, table);
    if (steps) return steps;
    const reason = obstacleOf(table);
    if (reason !== undefined) refusals.push({ object: table.after.name, reason });
    return [rebuildStep(scope, table)];
  });
}

/** Parents before children, as people read them. */
function tableCreations({ diff }: Scope): Step[] {
  const pending = diff.changes.flatMap((change) =>
    change.kind === 'create-table' ? [change.table] : [],
  );
  const ordered: Table[] = [];
  while (pending.length > 0) {
    const ready = pending.findIndex(({ name, foreignKeys }) =>
      foreignKeys.every(
        ({ parent }) =>
          sameName(parent, name) || !pending.some((other) => sameName(other.name, parent)),
      ),
    );
    ordered.push(...pending.splice(Math.max(ready, 0), 1));
  }
  return ordered.map((table) => createStep('table', table));
}

function tableDrops(scope: Scope): Step[] {
  return scope.diff.changes.flatMap((change): Step[] => {
    if (change.kind !== 'drop-table') return [];
    const { name } = change.table;
    const lost: Hazard = {
      kind: 'drop-table',
      destructive: true,
      message: `The table ${name} and its rows are lost.`,
      objects: [name],
      query: `SELECT * FROM ${quoteIdentifier(name)}`,
    };
    return [dropStep('table', change.table, [lost, ...orphanHazards(scope, change.table)])];
  });
}

function indexDrops({ diff }: Scope): Step[] {
  return diff.changes.flatMap((change): Step[] => {
    if (change.kind === 'drop-index') return [dropStep('index', change.index)];
    return change.kind === 'change-index' ? [dropStep('index', change.from)] : [];
  });
}

function indexCreations(scope: Scope): Step[] {
  return scope.diff.changes.flatMap((change): Step[] => {
    if (change.kind !== 'create-index' && change.kind !== 'change-index') return [];
    const index = change.kind === 'create-index' ? change.index : change.to;
    return [{ ...createStep('index', index), hazards: indexHazards(scope, index) }];
  });
}

/** Whether a new table takes the name of something that goes. */
function needsName({ diff }: Scope, name: string): boolean {
  return diff.changes.some((change) => {
    if (change.kind === 'create-table') return foldName(change.table.name) === foldName(name);
    return change.kind === 'rename-table' && sameName(change.to.name, name);
  });
}
