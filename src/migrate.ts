import { resolve } from 'node:path';
import { backupDatabase } from './core/backup/backup.ts';
import type { BackupInfo, RestoreReport } from './core/backup/backupFile.ts';
import { listBackups } from './core/backup/list.ts';
import { restoreReference, saveReference } from './core/backup/reference.ts';
import { restoreBackup } from './core/backup/restore.ts';
import { createDatabase } from './core/database/version.ts';
import type { ProjectState, RunReport, StatusReport } from './core/migration/report.ts';
import type { ScriptSource } from './core/migration/historySource.ts';
import { restoreScripts } from './core/migration/restoreScripts.ts';
import type { RestoredScripts } from './core/migration/restoreScripts.ts';
import { runPending } from './core/migration/run.ts';
import { readStatus } from './core/migration/status.ts';
import { DEFAULT_NAME } from './core/project/config.ts';
import type { Project } from './core/project/project.ts';
import { toProject } from './core/project/projects.ts';
import { resolveSchema } from './core/project/schemaSource.ts';
import type { Runtime } from './core/runtime.ts';
import { generateMigration } from './core/generate/generate.ts';
import type { GenerateOptions, GenerateReport } from './core/generate/generate.ts';
import { systemRuntime } from './systemRuntime.ts';

/** What a `Migrate` needs to know beyond the database. Paths are relative to the working folder of the process. */
export interface MigrateOptions extends Partial<
  Pick<
    Project,
    'migrations' | 'reference' | 'backups' | 'backup' | 'keep' | 'convention' | 'schema'
  >
> {
  /** Clock, environment and events; those of this process by default. */
  readonly runtime?: Runtime;
}

/** What `check` found. */
export interface CheckResult {
  readonly state: ProjectState;
  /** Names of the scripts to apply, in order. */
  readonly pending: readonly string[];
  readonly report: StatusReport;
  /** The state and what each script has to say, one line each. */
  readonly status: () => string;
}

/** A script could not be applied; the database is as it was before it. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
  readonly report: RunReport;

  constructor(report: RunReport) {
    super(report.error?.message ?? 'the migration failed');
    this.report = report;
  }
}

/**
 * One database with its scripts, by default in `<database>.migrations`, and its reference `<database>.ref`, as
 * TupleSaver has them. Its methods throw `MigrateError`.
 */
export class Migrate {
  readonly project: Project;
  readonly #runtime: Runtime;

  constructor(database: string, { runtime, ...options }: MigrateOptions = {}) {
    const path = resolve(database);
    const { migrations = `${path}.migrations`, reference, backups, schema, ...others } = options;
    this.#runtime = runtime ?? systemRuntime();
    this.project = toProject(
      {
        name: DEFAULT_NAME,
        ...others,
        ...(reference === undefined ? {} : { reference: resolve(reference) }),
        ...(backups === undefined ? {} : { backups: resolve(backups) }),
        ...(schema === undefined ? {} : { schema: resolveSchema(process.cwd(), schema) }),
      },
      { folder: process.cwd() },
      { database: path, migrations: resolve(migrations) },
    );
  }

  /** Makes a database at version 0 where there is none. */
  create(): void {
    createDatabase(this.project.database, this.project.convention);
  }

  /** The state, without any side effect. A desired schema that is code is run for it, as `generate` does. */
  check(): CheckResult {
    const desired = { runtime: this.#runtime };
    const report = readStatus(this.project, { openDatabase: true, readsPending: true, desired });
    const pending = report.migrations
      .filter(({ status }) => status === 'pending')
      .map(({ file }) => file);
    return { state: report.state, pending, report, status: () => statusLines(report) };
  }

  /**
   * Writes the next script from the desired schema: of `schema`, or of the project. Where nothing differs `file` is null.
   * The script is proven on a copy of the database first.
   */
  async generate(options: GenerateOptions = {}): Promise<GenerateReport> {
    const { schema } = options;
    const found = schema === undefined ? {} : { schema: resolveSchema(this.project.root, schema) };
    return generateMigration(this.project, { ...options, ...found }, this.#runtime);
  }

  /** Applies one script, which must be the next pending one. Throws `MigrationFailed`. */
  async apply(file: string): Promise<RunReport> {
    const report = await runPending(this.project, { only: file }, this.#runtime);
    if (!report.ok) throw new MigrationFailed(report);
    return report;
  }

  /** Writes a verified backup and returns its path. */
  async backup(): Promise<string> {
    return (await backupDatabase(this.project, this.#runtime)).file;
  }

  /** Replaces the reference by a copy of the database, or of another one, and returns its path. */
  async saveRef(from?: string): Promise<string> {
    const source = from === undefined ? this.project.database : resolve(from);
    return (await saveReference(this.project, this.#runtime, source)).file;
  }

  /** Puts the reference back, or a backup, after a backup of what is there. */
  async restoreDb(backup?: string): Promise<RestoreReport> {
    return backup === undefined
      ? restoreReference(this.project, this.#runtime)
      : restoreBackup(this.project, resolve(backup), this.#runtime);
  }

  /** Writes scripts back as the reference recorded them, or the working database; what they replace is saved. */
  restoreScripts(source: ScriptSource = 'reference'): RestoredScripts {
    return restoreScripts(this.project, source, this.#runtime);
  }

  /** All backups, newest first. */
  listBackups(): readonly BackupInfo[] {
    return listBackups(this.project, this.#runtime);
  }
}

function statusLines({ state, migrations, errors, warnings, drift }: StatusReport): string {
  return [
    state,
    ...errors.map(({ message }) => `error: ${message}`),
    ...migrations.map(({ file, status, detail }) =>
      detail === undefined ? `${status}  ${file}` : `${status}  ${file}: ${detail}`,
    ),
    ...(drift?.changes ?? []).map((change) => `drift: ${change}`),
    ...warnings.map((text) => `warning: ${text}`),
  ].join('\n');
}
