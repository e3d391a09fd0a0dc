import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { nameAfter, nameBefore, ofKind } from '../change.ts';
import type { SchemaDiff } from '../change.ts';
import type { NamePair } from '../diff/answers.ts';
import type { Schema } from '../model.ts';
import { loss, step } from '../step.ts';
import type { Plan, PlanRefusal, Step } from '../step.ts';
import { behindOthers } from './behindOthers.ts';
import { orphanHazards } from './foreignKeyHazard.ts';
import { refillSteps } from './fullText.ts';
import { inPlaceSteps } from './inPlace.ts';
import { indexHazards } from './keyHazard.ts';
import { createStep, detourOf, dropStep, virtualTableSteps } from './objectSteps.ts';
import { obstacleOf, rebuildStep } from './rebuild.ts';
import { RENAMES_SINCE, dependentRefusals } from './refusals.ts';
import { rowsOf } from './rowsAfter.ts';
import { freeName, scopeOf } from './scope.ts';
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
      ...virtual.behindViews,
      ...refillSteps(scope, changes),
    ],
    refusals,
  };
}

function renameSteps(scope: Scope): Step[] {
  const { changes } = scope.diff;
  return [
    ...inTurn(scope, ofKind(changes, 'rename-table')).map(renameTable),
    ...ofKind(changes, 'change-table').flatMap(({ to: { name: table }, changes: own }) =>
      inTurn(scope, ofKind(own, 'rename-column')).map(({ from, to }) =>
        step('rename-column', `${table}.${to}`, `Rename column ${table}.${from} to ${to}`, [
          `ALTER TABLE ${quoteIdentifier(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`,
        ]),
      ),
    ),
  ];
}

/** A name goes before another thing takes it. Where all wait for each other, the first does so under a name of its own. */
function inTurn(scope: Scope, renamings: readonly Renaming[]): readonly NamePair[] {
  const left = renamings.map(({ from, to }) => ({ from: from.name, to: to.name }));
  const done: NamePair[] = [];
  for (;;) {
    const ready = left.find(({ to }) => !left.some(({ from }) => sameName(from, to)));
    const [first] = left;
    if (!first) return done;
    const between = freeName(scope, first.from);
    done.push(ready ?? { ...first, to: between });
    if (ready) left.splice(left.indexOf(ready), 1);
    else first.from = between;
  }
}

interface Renaming {
  readonly from: { readonly name: string };
  readonly to: { readonly name: string };
}

function renameTable({ from, to }: NamePair): Step {
  return step('rename-table', to, `Rename table ${from} to ${to}`, [
    `ALTER TABLE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`,
  ]);
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
  const created = ofKind(diff.changes, 'create-table').map(({ table }) => table);
  const parentsFirst = behindOthers(
    created,
    ({ foreignKeys }) => new Set(foreignKeys.map(({ parent }) => foldName(parent))),
  );
  return parentsFirst.map((table) => createStep('table', table));
}

function tableDrops(scope: Scope): Step[] {
  return ofKind(scope.diff.changes, 'drop-table').map(({ table }) => {
    const { name } = table;
    const message = `The table ${name} and its rows are lost.`;
    const lost = loss('drop-table', name, message, rowsOf(name));
    return dropStep('table', table, [lost, ...orphanHazards(scope, table)]);
  });
}

function indexDrops({ diff }: Scope): Step[] {
  return ofKind(diff.changes, 'drop-index', 'change-index').map((change) =>
    dropStep('index', { name: nameBefore(change) }),
  );
}

function indexCreations(scope: Scope): Step[] {
  return [...scope.made].map((index) => ({
    ...createStep('index', index),
    hazards: indexHazards(scope, index),
  }));
}

/** Whether a new table takes the name of something that goes. */
function needsName({ diff }: Scope, name: string): boolean {
  return ofKind(diff.changes, 'create-table', 'rename-table').some((change) =>
    sameName(nameAfter(change), name),
  );
}
