import { Command } from 'commander';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate create`: a versioned database at version 0, unless there is a versioned one already. */
export function createCommand(host: Host): Command {
  return new Command('create')
    .description('make a new database at version 0')
    .action((options: SharedOptions) => host.perform({ options, body: createOutcome }));
}

/** Makes the database, unless there is a versioned one, and tells the outcome. */
export async function createOutcome({ project, runtime }: Context): Promise<Outcome> {
  const { createProject } = await import('../../core/backend/createProject.ts');
  const { version, created } = await createProject(project, runtime);
  const shown = visible(displayPath(project.database, runtime.cwd));
  const text = created
    ? `Created ${shown} at version ${version}\n`
    : `${shown} exists already, at version ${version}\n`;
  return { code: 0, json: { ok: true, database: project.database, version, created }, text };
}
