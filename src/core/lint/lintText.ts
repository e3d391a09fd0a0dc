import { basename } from 'node:path';
import { MigrateError } from '../errors.ts';
import { readFolder } from '../migration/folder.ts';
import { classifyName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { inProofFolder } from '../schema/data/proofFolder.ts';
import type { ImageCache } from '../replay/imageCache.ts';
import type { ScriptProblem } from '../script/problem.ts';
import type { Finding } from './finding.ts';
import { appliedVersion, groundOf } from './ground.ts';
import { lintedScript } from './lintedScript.ts';
import { lintScript } from './lintScript.ts';
import { ruleNamed } from './registry.ts';
import { rowCounter } from './rowCount.ts';
import { Scratch } from './scratch.ts';
import type { Ground } from './scratch.ts';

/** What is wrong in one text, for an editor. */
export interface TextFindings {
  /** Whether the database is at the script's version or past it: then it is not to be changed any more. */
  readonly applied: boolean;
  /** Whether the schema that the script finds is known. Otherwise only its text was looked at. */
  readonly schemaKnown: boolean;
  readonly diagnostics: readonly ScriptProblem[];
}

/** Rows of bigger databases are not counted while somebody types. */
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * What is wrong with one text of a script, saved or not. Reads the database and runs SQL in scratch databases only;
 * never a script that is a program. `cache` keeps the databases before it from one call to the next.
 */
export async function lintText(
  project: Project,
  file: string,
  text: string,
  runtime: Runtime,
  cache: ImageCache,
): Promise<TextFindings> {
  const applied = appliedVersion(project);
  const name = classifyName(basename(file), project.convention);
  const version = name.kind === 'script' ? name.version : undefined;
  const ground = await groundFor(project, version, applied, runtime, cache);
  const isApplied = applied !== null && version !== undefined && version <= applied;
  return inProofFolder(runtime, (folder) => {
    const scratch = new Scratch(folder, project);
    scratch.put(ground);
    const walk = scratch.walk(text, { bounded: true });
    const findings = lintScript(lintedScript(walk, project), {
      ...(project.lint === undefined ? {} : { levels: project.lint }),
      ...(isApplied ? {} : { count: rowCounter(project.database, walk.start, MOST_BYTES) }),
    });
    return Promise.resolve({
      applied: isApplied,
      schemaKnown: walk.known,
      diagnostics: findings.map(toProblem),
    });
  });
}

async function groundFor(
  project: Project,
  version: number | undefined,
  applied: number | null,
  runtime: Runtime,
  cache: ImageCache,
): Promise<Ground> {
  if (version === undefined) return { kind: 'unknown' };
  const previous = versionBefore(project, version);
  return groundOf(project, { version, previous, applied }, runtime, { cache });
}

/** The version of the script before; 0 where there is none, or no folder. */
function versionBefore(project: Project, version: number): number {
  try {
    const { migrations } = readFolder(project);
    return migrations.findLast((each) => each.version < version)?.version ?? 0;
  } catch (error) {
    if (MigrateError.is(error, 'no-migrations-folder')) return 0;
    throw error;
  }
}

function toProblem({ code, severity, message, start, end, fixes }: Finding): ScriptProblem {
  // What fails in any case is mended and not accepted, and a comment does not silence talk about comments.
  const ignorable = ruleNamed(code)?.severity !== 'error' && !code.startsWith('FM0');
  const docs = `docs/lint/${code}.md`;
  return { code, severity, message, start, end, docs, ignorable, fixes };
}
