import { addedViolations } from '../core/database/foreignKeys.ts';
import { nameAfter } from '../core/schema/change.ts';
import type { Hazard, PlanRefusal } from '../core/schema/step.ts';
import type { MigrationAdapter } from './adapter.ts';
import { firstValue } from './adapter.ts';
import type { DeclarativeSchema } from './declarative.ts';
import type { KeepTable } from './desired.ts';
import { SchemaDiffer } from './differ.ts';
import type { DeclarativeDiff } from './differ.ts';
import { SchemaMigrationError } from './failure.ts';
import { foreignKeyViolations, namesAfter } from './foreignKeys.ts';
import { MigrationGenerator } from './generator.ts';
import type { MigrationOperation } from './generator.ts';
import { SchemaIntrospector } from './introspector.ts';
import { countStakes, requireSafe } from './stakes.ts';

export interface SchemaMigratorOptions {
  /** Tables that stay although the schema does not have them, such as those of another library. */
  readonly keep?: KeepTable;
}

export interface MigrateOptions {
  /** Lets go of tables and columns that hold data, and of what a change of type alters. */
  readonly allowDestructive?: boolean;
}

/** What a migration would do. Nothing of it has been done. */
export interface MigrationPlan {
  readonly operations: readonly MigrationOperation[];
  readonly hasOperations: boolean;
  readonly diff: DeclarativeDiff;
  /** What can fail or lose data, with the numbers of rows at stake. */
  readonly hazards: readonly Hazard[];
  /** What cannot be done. Nothing is done while there is one. */
  readonly refusals: readonly PlanRefusal[];
}

/** Brings a database to a declared schema. Nothing else may use the adapter's connection meanwhile. */
export class SchemaMigrator {
  readonly #adapter: MigrationAdapter;
  readonly #introspector: SchemaIntrospector;
  readonly #options: SchemaMigratorOptions;

  constructor(adapter: MigrationAdapter, options: SchemaMigratorOptions = {}) {
    this.#adapter = adapter;
    this.#introspector = new SchemaIntrospector(adapter);
    this.#options = options;
  }

  /** What would be done, with the rows at stake counted. Changes nothing. */
  async planMigration(schema: DeclarativeSchema): Promise<MigrationPlan> {
    const compared = await this.#compare(schema);
    const diff = { ...compared, plan: await countStakes(compared.plan, this.#adapter) };
    const operations = new MigrationGenerator().generateMigration(diff);
    return {
      operations,
      hasOperations: operations.length > 0,
      diff,
      hazards: diff.plan.steps.flatMap(({ hazards }) => hazards),
      refusals: diff.plan.refusals,
    };
  }

  /** Whether the database differs from the schema. */
  async isMigrationNeeded(schema: DeclarativeSchema): Promise<boolean> {
    const { hasChanges } = await this.#compare(schema);
    return hasChanges;
  }

  /**
   * Brings the database to the schema in one transaction: all of it or nothing. Foreign keys are off meanwhile and then
   * as they were. Throws `SchemaMigrationError` for what is refused, and what the driver throws; then nothing has changed.
   */
  async migrate(schema: DeclarativeSchema, options: MigrateOptions = {}): Promise<void> {
    if (!(await this.isMigrationNeeded(schema))) return;
    await withSettings(this.#adapter, () =>
      inTransaction(this.#adapter, () => this.#apply(schema, options)),
    );
  }

  async #apply(
    schema: DeclarativeSchema,
    { allowDestructive = false }: MigrateOptions,
  ): Promise<void> {
    const adapter = this.#adapter;
    // Planned anew, since another connection may have changed the database before the transaction began.
    const { diff, operations } = await this.planMigration(schema);
    requireSafe(diff, allowDestructive);
    const before = await foreignKeyViolations(adapter, diff.from, namesAfter(diff.renames));
    for (const { sql } of operations) for (const statement of sql) await adapter.exec(statement);
    await this.#verify(schema);
    const after = await foreignKeyViolations(adapter, await this.#introspector.inspect());
    const violations = addedViolations(before, after).map(({ table, parent, rows }) => ({
      object: table,
      reason: `${rows} ${rows === 1 ? 'row' : 'rows'} without a parent in ${parent}`,
      rows,
    }));
    if (violations.length > 0) throw new SchemaMigrationError('foreign-key-violation', violations);
  }

  async #verify(schema: DeclarativeSchema): Promise<void> {
    const { full } = await this.#compare(schema);
    const problems = full.changes.map((change) => ({
      object: nameAfter(change),
      reason: `what is there asks for ${change.kind}`,
    }));
    if (problems.length > 0) throw new SchemaMigrationError('not-proven', problems);
  }

  async #compare(schema: DeclarativeSchema): Promise<DeclarativeDiff> {
    const target = await this.#introspector.sqliteVersion();
    return new SchemaDiffer({ ...this.#options, target }).diff(
      schema,
      await this.#introspector.inspect(),
    );
  }
}

/**
 * Foreign keys off, so that dropping a table leaves the rows that refer to it; renaming as SQLite does it since 3.26, so
 * that what mentions a table follows it. Within a transaction SQLite ignores the first, so both are set before.
 * https://sqlite.org/pragma.html#pragma_foreign_keys https://sqlite.org/pragma.html#pragma_legacy_alter_table
 */
async function withSettings(adapter: MigrationAdapter, body: () => Promise<void>): Promise<void> {
  const names = ['foreign_keys', 'legacy_alter_table'];
  const before: string[] = [];
  for (const name of names) {
    const isOn = Number(await firstValue(adapter, `PRAGMA ${name}`)) === 1;
    before.push(`PRAGMA ${name} = ${isOn ? 'ON' : 'OFF'}`);
  }
  try {
    for (const name of names) await adapter.exec(`PRAGMA ${name} = OFF`);
    if (Number(await firstValue(adapter, 'PRAGMA foreign_keys')) !== 0)
      throw new SchemaMigrationError('in-transaction', [
        {
          object: 'foreign_keys',
          reason: 'the setting does not change while a transaction is open',
        },
      ]);
    await body();
  } finally {
    for (const setting of before) await adapter.exec(setting);
  }
}

async function inTransaction(adapter: MigrationAdapter, body: () => Promise<void>): Promise<void> {
  await adapter.exec('BEGIN IMMEDIATE');
  try {
    await body();
    await adapter.exec('COMMIT');
  } catch (error) {
    await rollBack(adapter);
    throw error;
  }
}

/** Some errors have ended the transaction already; then there is nothing to roll back. https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction */
async function rollBack(adapter: MigrationAdapter): Promise<void> {
  try {
    await adapter.exec('ROLLBACK');
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('no transaction is active'))
      throw error;
  }
}
