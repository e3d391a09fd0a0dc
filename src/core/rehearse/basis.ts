import { boundaryOf } from '../backup/boundary.ts';
import { realDatabase } from '../backup/guard.ts';
import { isRunnerActive } from '../database/lock.ts';
import { statsOf } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import type { RehearsalBasis } from './report.ts';

/** What is copied for a rehearsal. */
export interface Basis {
  readonly kind: RehearsalBasis;
  /** Null for an empty database. */
  readonly file: string | null;
  readonly warning?: string;
}

/** What a run would start from. Throws `no-reference` where that is asked for and there is none. */
export function basisOf(project: Project, on: 'database' | 'reference' = 'database'): Basis {
  if (on === 'reference') return referenceOf(project);
  const real = realDatabase(project.database);
  const { file, before } = boundaryOf(project);
  if (before !== undefined)
    return {
      kind: 'snapshot',
      file,
      warning: isRunnerActive(real)
        ? `another run is at work on ${before}; this is about what was there before it`
        : `${before} was cut off; this is about what was there before it, which the next run puts back`,
    };
  return statsOf(real) === undefined
    ? { kind: 'empty', file: null }
    : { kind: 'database', file: real };
}

function referenceOf(project: Project): Basis {
  const file = referencePath(project);
  if (file === undefined || statsOf(file) === undefined)
    throw new MigrateError({ code: 'no-reference', reference: file ?? null });
  return { kind: 'reference', file: realDatabase(file) };
}
