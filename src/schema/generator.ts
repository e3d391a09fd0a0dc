import type { Step } from '../core/schema/step.ts';
import type { DeclarativeDiff } from './differ.ts';

/** One thing that a migration does. */
export interface MigrationOperation {
  /** One line for a person. */
  readonly description: string;
  /** Statements without semicolons, in order. */
  readonly sql: readonly string[];
}

/** Writes the SQL of a migration. */
export class MigrationGenerator {
  /**
   * The operations that make the changes, in order. They have to run in one transaction with foreign keys off, as
   * `SchemaMigrator` runs them. A diff with refusals has operations all the same: look at `diff.plan.refusals` first.
   */
  generateMigration(diff: DeclarativeDiff): MigrationOperation[] {
    return diff.plan.steps.map(operationOf);
  }
}

function operationOf({ description, sql }: Step): MigrationOperation {
  return { description, sql };
}
