import type { Project } from './project.ts';

/** Where a project's reference is, whether it exists or not; undefined where none is configured. */
export function referencePath(project: Project): string | undefined {
  if (project.reference !== undefined) return project.reference;
  return project.convention === 'tuplesaver' ? `${project.database}.ref` : undefined;
}
