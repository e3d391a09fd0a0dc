import { isTransactional } from '../migration/step.ts';
import type { Project } from '../project/project.ts';
import { DEFAULT_TARGET } from '../schema/plan/target.ts';
import type { LintedScript } from './rule.ts';
import type { Walk } from './walk.ts';

/** A walk with what rules need of the project. */
export function lintedScript(
  walk: Walk,
  { convention, target = DEFAULT_TARGET }: Pick<Project, 'convention' | 'target'>,
): LintedScript {
  const script = { text: walk.text, recorded: walk.text };
  const migration = { version: 0, file: '', path: '', kind: 'sql' as const };
  return { ...walk, convention, target, transactional: isTransactional({ migration, script }) };
}
