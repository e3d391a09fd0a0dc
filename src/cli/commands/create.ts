import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { fileFailure } from '../../core/database/failure.ts';
import { afterEarlier, MigrateError } from '../../core/errors.ts';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate create`: a versioned database at version 0, unless there is a versioned one already. */
export function createCommand(host: Host): Command {
  return new Command('create')
    .description('make a new database at version 0')
    .action((options: SharedOptions) => host.perform({ options, body: withFolder }));
}

/** The database with a folder for its scripts: who begins a project needs both. */
async function withFolder(context: Context): Promise<Outcome> {
  const outcome = await createOutcome(context);
  const { migrations, convention } = context.project;
  // That of TupleSaver is made with its first script.
  if (!outcome.created || convention !== 'fastmigrate' || existsSync(migrations)) return outcome;
  const { makeFolder } = await import('../../core/database/makeFolder.ts');
  try {
    makeFolder(migrations);
  } catch (error) {
    const failed = fileFailure(error, migrations);
    throw failed instanceof MigrateError ? afterEarlier(failed) : failed;
  }
  const made = visible(displayPath(migrations, context.runtime.cwd));
  return { ...outcome, text: `${outcome.text}Created ${made} for its scripts\n` };
}

/** Makes the database, unless there is a versioned one, and tells the outcome. */
export async function createOutcome({
  project,
  runtime,
}: Context): Promise<Outcome & { readonly created: boolean }> {
  const { createProject } = await import('../../core/backend/createProject.ts');
  const { version, created } = await createProject(project, runtime);
  const shown = visible(displayPath(project.database, runtime.cwd));
  const text = created
    ? `Created ${shown} at version ${version}\n`
    : `${shown} exists already, at version ${version}\n`;
  const json = { ok: true, database: project.database, version, created };
  return { code: 0, json, text, created };
}
