import { existsSync } from 'node:fs';
import { MigrateError } from '../../core/errors.ts';
import type { EngineEvent } from '../../core/events.ts';
import type { MigrationFile, MigrationFolder } from '../../core/migration/folder.ts';
import type { RunReport } from '../../core/migration/report.ts';
import type { Project } from '../../core/project/project.ts';
import { besideDatabase } from './backup.ts';
import { callError, callProject, callRuntime } from './call.ts';
import type { Call, Executable } from './call.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { runParser } from './parsers.ts';
import { purePath } from './purePath.ts';

/** `fastmigrate_run_migrations`. Says nothing when it is done, unless it is asked to. */
export const runExecutable: Executable = { parser: runParser, run };

const NOT_MANAGED = `
This is because it is not managed by fastmigrate. Please do one of the following:

1. Create a new, managed db using \`fastmigrate.create_db()\` or
\`fastmigrate_create_db\`

2. Enroll your existing database, as described in
https://answerdotai.github.io/fastmigrate/enrolling.html
`;

async function run(call: Call): Promise<0 | 1> {
  const { paths } = call;
  const { readFolder } = await import('../../core/migration/folder.ts');
  const { readVersion } = await import('../../core/database/version.ts');
  const { backendFile } = await import('../../core/project/backendFile.ts');
  const project = callProject(call, false);
  const folder = readFolder(project);
  const backend = backendFile(project);
  if (backend !== undefined) return runThroughHooks(call, project, backend, folder);
  debug(call, `mode=sqlite db=${paths.db} migrations_dir=${paths.migrations}`);
  debug(call, `db_exists=${existsSync(project.database) ? 'True' : 'False'}`);
  try {
    const version = readVersion(project.database);
    debug(call, `current_version=${version}`);
    if (refusesDuplicates(call, folder)) return 1;
    debugVersions(call, folder.migrations, version);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    if (!explainDatabase(call, error)) throw error;
    return 1;
  }
  return finish(call, await apply(call, project));
}

/** With a module of hooks the version is theirs, and the database need not be a file, or exist. */
async function runThroughHooks(
  call: Call,
  project: Project,
  file: string,
  folder: MigrationFolder,
): Promise<0 | 1> {
  const { paths } = call;
  const { runBackend } = await import('../../core/backend/runBackend.ts');
  const exists = existsSync(project.database) ? 'True' : 'False';
  debug(call, `db_exists=${exists}`);
  if (refusesDuplicates(call, folder)) return 1;
  const report = await runBackend(
    project,
    file,
    {
      compatible: true,
      given: paths.given,
      ...(call.values.has('--backup') ? { backup: true } : {}),
      ...scriptOptions(),
      found: ({ version }, loop) => {
        if (loop !== undefined) debug(call, loop);
        debug(call, `mode=custom_backend migrations_dir=${paths.migrations}`);
        debugVersions(call, folder.migrations, version ?? 0, 'current second');
      },
    },
    callRuntime(call, (event) => printEvent(call, event)),
  );
  return finish(call, report);
}

async function apply(call: Call, project: Project): Promise<RunReport> {
  const { runPending } = await import('../../core/migration/run.ts');
  const { reading } = await import('../../core/database/open.ts');
  const { historyProblem } = await import('../../core/database/version.ts');
  // The Python tool keeps no history and leaves a table of that name to its owner; where there is one of ours, it goes on.
  const history = reading(project.database, historyProblem) === null;
  const runtime = callRuntime(call, (event) => printEvent(call, event));
  const backup = call.values.has('--backup');
  return runPending(
    { ...project, history },
    { compatible: true, backup, ...scriptOptions() },
    runtime,
  );
}

function refusesDuplicates({ terminal, paths }: Call, folder: MigrationFolder): boolean {
  const [duplicate] = folder.duplicates;
  if (duplicate === undefined) return false;
  const [version, files] = duplicate;
  const names = files.map((file) => `${paths.migrations}/${file}`).join(' and ');
  terminal.err(`Error: Duplicate migration version ${version}: ${names}\n`);
  return true;
}

function explainDatabase({ terminal, paths }: Call, { failure }: MigrateError): boolean {
  if (failure.code === 'database-missing')
    terminal.err(
      `Error: Database file does not exist: ${paths.db}\nThe database file must exist before running migrations.\n`,
    );
  else if (failure.code === 'unversioned')
    terminal.err(`Error: Cannot migrate the db at ${paths.db}.\n${NOT_MANAGED}`);
  else return false;
  return true;
}

function finish(call: Call, report: RunReport): 0 | 1 {
  const applied = report.migrations.filter((migration) => migration.result === 'applied').length;
  if (report.ok) {
    if (report.migrations.length > 0)
      debug(call, `result=success applied=${applied} final_version=${report.to}`);
    else debug(call, `result=up_to_date current_version=${report.to}`);
    return 0;
  }
  if (report.error !== undefined) call.terminal.err(callError(report.error));
  const failed = report.migrations.find((migration) => migration.result === 'failed');
  if (failed !== undefined) call.terminal.err(failureText(call, failed.file, applied, report));
  return 1;
}

function failureText({ paths }: Call, file: string, applied: number, report: RunReport): string {
  const script = purePath(`${paths.migrations}/${file}`, process.platform);
  const kind = file.endsWith('.py')
    ? 'Python script'
    : file.endsWith('.sh')
      ? 'shell script'
      : 'SQL script';
  const reason = report.error?.message ?? '';
  return (
    `Error executing ${kind} ${script}:\n  ${reason}\n` +
    `Migration failed: ${script}\n  • ${applied} migrations applied\n  • 1 migrations failed\n`
  );
}

function printEvent(call: Call, event: EngineEvent): void {
  if (event.type === 'migration-started')
    debug(call, `apply version=${event.version} script=${event.file}`);
  if (event.type === 'migration-applied') debug(call, `updated_version=${event.version}`);
  if (event.type === 'backup-written')
    call.terminal.err(`Database backup created: ${besideDatabase(call, event.file)}\n`);
}

function debugVersions(
  call: Call,
  migrations: readonly MigrationFile[],
  version: number,
  order?: 'current second',
): void {
  const versions = migrations.map((migration) => migration.version);
  debug(call, `migration_versions=[${versions.join(', ')}]`);
  if (order !== undefined) debug(call, `current_version=${version}`);
  debug(call, `pending_versions=[${versions.filter((each) => each > version).join(', ')}]`);
}

function debug(call: Call, text: string): void {
  if (call.values.has('--verbose')) call.terminal.err(`DEBUG: ${text}\n`);
}
