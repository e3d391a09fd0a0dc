import { reading } from '../database/open.ts';
import { readVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { inspect } from '../schema/inspect.ts';
import { schemaAtVersion } from '../replay/replay.ts';
import type { ReplayOptions } from '../replay/replay.ts';
import type { Ground } from './scratch.ts';

/** Milliseconds that a look at the database waits for a lock. */
const GLANCE = 1000;

const UNKNOWN: Ground = { kind: 'unknown' };

/** A place in the order of scripts. */
export interface Place {
  readonly version: number;
  /** The version of the script before it; 0 where there is none. */
  readonly previous: number;
  /** Version of the working database; null where there is none, or it is not to be asked. */
  readonly applied: number | null;
}

/**
 * What a script finds, by replay of those before it. Where that cannot be told, since one of them is a program or fails,
 * the schema of the working database serves, if its version is the one before.
 */
export async function groundOf(
  project: Project,
  { version, previous, applied }: Place,
  runtime: Runtime,
  options: ReplayOptions,
): Promise<Ground> {
  // A database that is further than the scripts tell was baselined: they do not say what is in it.
  const isBaselined = applied !== null && applied > previous && applied < version;
  if (isBaselined) return schemaOfDatabase(project);
  try {
    const { image } = await schemaAtVersion(project, previous, runtime, options);
    return { kind: 'image', image };
  } catch (error) {
    if (!(error instanceof MigrateError) || error.failure.code === 'cancelled') throw error;
    return applied === previous && previous > 0 ? schemaOfDatabase(project) : UNKNOWN;
  }
}

function schemaOfDatabase({ database }: Project): Ground {
  try {
    return { kind: 'schema', schema: reading(database, inspect, GLANCE) };
  } catch (error) {
    if (error instanceof MigrateError) return UNKNOWN;
    throw error;
  }
}

/** Version of the working database, or null where there is none, or it cannot be read. */
export function appliedVersion({ database, convention }: Project): number | null {
  try {
    return readVersion(database, GLANCE, convention);
  } catch (error) {
    if (error instanceof MigrateError) return null;
    throw error;
  }
}
