import path from 'node:path';
import type { Project } from '../core/project/project.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { TASK_COMMANDS, type FastmigrateDefinition, type TaskCommand } from './definition.ts';

/** A task that is offered for a project. */
export interface OfferedTask {
  readonly name: string;
  readonly definition: FastmigrateDefinition;
}

/** The tasks of one project, as short as the command line's defaults in its workspace folder allow. */
export function offeredTasks(
  folder: string,
  { project, status }: Pick<ProjectEntry, 'project' | 'status'>,
  several: boolean,
): readonly OfferedTask[] {
  const where = projectFields(folder, project);
  const suffix = several ? ` (${nameOf(folder, project)})` : '';
  const hooks = status?.backend;
  const commands = hooks === undefined ? TASK_COMMANDS : THROUGH_HOOKS;
  // Where the module could not be loaded, nobody knows whether it has a hook for backups.
  const canBackUp =
    hooks === undefined || (!hooks.missing.includes('backup') && status?.errors.length === 0);
  return commands.map((command) => ({
    name: `${hooks === undefined ? TITLES[command] : TITLES[command].replace(' on a copy', '')}${suffix}`,
    definition: {
      type: 'fastmigrate',
      command,
      ...where,
      ...(command === 'run' && canBackUp && { backup: true }),
    },
  }));
}

/** What can be done with another database than a SQLite file. */
const THROUGH_HOOKS: readonly TaskCommand[] = ['run', 'rehearse', 'check', 'create', 'ci'];

const TITLES: Readonly<Record<TaskCommand, string>> = {
  run: 'run migrations',
  rehearse: 'rehearse migrations on a copy',
  check: 'check database',
  create: 'create database',
  backup: 'back up database',
  enroll: 'enroll database',
  restore: 'restore backup',
  dev: 'bring development database up to date',
  ci: 'migrate production database',
};

function projectFields(
  folder: string,
  project: Project,
): Pick<FastmigrateDefinition, 'db' | 'migrations' | 'configFile' | 'databaseName'> {
  const relative = (file: string): string => relativePath(folder, file);
  if (project.configFile !== undefined) {
    const configFile = relative(project.configFile);
    return {
      ...(configFile !== '.fastmigrate' && { configFile }),
      ...(project.name !== 'default' && { databaseName: project.name }),
    };
  }
  const isDefault =
    project.database === path.join(folder, 'data', 'database.db') &&
    project.migrations === path.join(folder, 'migrations');
  return isDefault
    ? {}
    : { db: relative(project.database), migrations: relative(project.migrations) };
}

function nameOf(folder: string, project: Project): string {
  return project.name === 'default' ? relativePath(folder, project.database) : project.name;
}

/** Relative with forward slashes where inside the folder, so that `tasks.json` serves all platforms. */
function relativePath(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return file;
  return relative.split(path.sep).join('/');
}
