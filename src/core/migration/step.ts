import type { Project } from '../project/project.ts';
import { splitStatements } from '../sql/split.ts';
import type { Statement } from '../sql/split.ts';
import { headerDirectives, transactionUse } from '../sql/statementKind.ts';
import type { MigrationFile } from './folder.ts';
import type { ScriptText } from './script.ts';

/** A migration with everything that applying it needs. */
export interface Step {
  readonly project: Project;
  /** The database file, links followed. */
  readonly real: string;
  readonly migration: MigrationFile;
  readonly script: ScriptText;
  /** Version that the database must have before. */
  readonly from: number;
}

const known = new WeakMap<ScriptText, readonly Statement[]>();

/** The statements of a script, which is split once. */
export function statementsOf(script: ScriptText): readonly Statement[] {
  const statements = known.get(script) ?? splitStatements(script.text);
  known.set(script, statements);
  return statements;
}

/** Whether a migration runs in one transaction with its bookkeeping. Others are guarded by a snapshot. */
export function isTransactional({
  migration,
  script,
}: Pick<Step, 'migration' | 'script'>): boolean {
  if (migration.kind !== 'sql' || headerDirectives(script.text).includes('no-transaction'))
    return false;
  return statementsOf(script).every((statement) => transactionUse(statement.text) === null);
}
