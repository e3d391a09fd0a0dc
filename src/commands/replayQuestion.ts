import path from 'node:path';
import { EngineFailed } from '../engine/engineError.ts';
import { ask } from '../host/notify.ts';
import { isReplayable, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';

const LISTED = 12;

/**
 * Does something that replays the migrations up to `version`. Asks first where scripts would run that could do more
 * than change their database; undefined when the answer is no. An answer counts once: by the next time a script may be
 * another one.
 */
export async function withReplay<T>(
  entry: ProjectEntry,
  version: number,
  replay: (scripts: boolean) => Promise<T>,
): Promise<T | undefined> {
  const programs = (entry.status?.migrations ?? []).filter(
    (each) => isReplayable(each) && (each.version ?? 0) <= version && each.kind !== 'sql',
  );
  if (programs.length > 0) {
    const files = programs.map(({ file }) => file);
    return (await isAllowed(entry, files)) ? replay(true) : undefined;
  }
  try {
    return await replay(false);
  } catch (error) {
    // A statement may reach other files too, which only the engine sees.
    const file = notReplayed(error);
    if (file === undefined) throw error;
    return (await isAllowed(entry, [path.basename(file)])) ? replay(true) : undefined;
  }
}

async function isAllowed({ project }: ProjectEntry, files: readonly string[]): Promise<boolean> {
  const verb = 'Run Scripts';
  const rest = files.length - LISTED;
  const answer = await ask({
    title: `Run ${counted(files.length, 'script')} to replay the migrations?`,
    detail: [
      ...files.slice(0, LISTED).map((file) => `• ${file}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
      '',
      'They are programs or reach other files, and the schema can only be told by running them. They get an empty, temporary database.',
      `${path.basename(project.database)} is not changed.`,
    ].join('\n'),
    verbs: [verb],
  });
  return answer === verb;
}

function notReplayed(error: unknown): string | undefined {
  if (!(error instanceof EngineFailed)) return undefined;
  const { failure } = error.data;
  return failure.code === 'script-not-replayed' ? failure.file : undefined;
}
