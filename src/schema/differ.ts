import type { Renames, SchemaDiff } from '../core/schema/change.ts';
import { diffRenamed } from '../core/schema/diff/diff.ts';
import { named } from '../core/schema/diff/names.ts';
import type { Schema } from '../core/schema/model.ts';
import { planChanges } from '../core/schema/plan/planChanges.ts';
import { DEFAULT_TARGET } from '../core/schema/plan/target.ts';
import type { Plan } from '../core/schema/step.ts';
import type { DeclarativeSchema } from './declarative.ts';
import { declaredSchema, desiredSchema } from './desired.ts';
import type { KeepTable } from './desired.ts';
import { summaryOf } from './summary.ts';
import type { DiffSummary } from './summary.ts';
import { originOf } from './tableOf.ts';
import { undeclaredChanges } from './undeclared.ts';

/** What differs: in the form of declarative-sqlite, and in full. */
export interface DeclarativeDiff extends DiffSummary {
  readonly from: Schema;
  /** What the database is to become. It has whatever of `from` the declaration has no words for. */
  readonly to: Schema;
  readonly full: SchemaDiff;
  /** The renamings that the declaration names and that are still to be made. */
  readonly renames: Renames;
  /** How to get from one to the other. */
  readonly plan: Plan;
}

export interface DifferOptions {
  /** The version of the SQLite that will make the changes. 3.35 if it is not known. */
  readonly target?: string;
  /** Tables that stay although the declaration does not have them. */
  readonly keep?: KeepTable;
}

/** Compares a declaration with what is there. */
export class SchemaDiffer {
  readonly #target: string;
  readonly #keep: KeepTable;

  constructor({ target = DEFAULT_TARGET, keep = () => false }: DifferOptions = {}) {
    this.#target = target;
    this.#keep = keep;
  }

  /**
   * What has to change. `live` is what `SchemaIntrospector` gave: `inspect()`, or the tables of `getTables()`; a table
   * that is left out of these is left alone. Throws `SchemaMigrationError` with code `bad-schema`.
   */
  diff(declared: DeclarativeSchema, live: Schema | DeclarativeSchema): DeclarativeDiff {
    const { from, keep } = liveSide(live);
    const { schema: to, renames } = desiredSchema(
      declared,
      from,
      (name) => keep(name) || this.#keep(name),
    );
    const full = diffRenamed(from, to, renames);
    const planned = planChanges(full, { from, to, target: this.#target });
    const refusals = [...planned.refusals, ...undeclaredChanges(full.changes, declared)];
    const plan = { ...planned, refusals };
    return { ...summaryOf(full.changes, plan, to), from, to, full, renames, plan };
  }
}

function liveSide(live: Schema | DeclarativeSchema): {
  readonly from: Schema;
  readonly keep: KeepTable;
} {
  if ('triggers' in live) return { from: live, keep: () => false };
  const from = originOf(live.tables);
  if (from !== undefined) return { from, keep: (name) => named(live.tables, name) === undefined };
  return { from: declaredSchema(live), keep: () => false };
}
