import type { Project } from '../core/project/project.ts';

/** The options that make the command line take the same project. */
export function projectArguments(project: Project): readonly string[] {
  if (project.configFile === undefined)
    return ['--db', project.database, '--migrations', project.migrations];
  const name = project.name === 'default' ? [] : ['--name', project.name];
  return ['--config', project.configFile, ...name];
}
