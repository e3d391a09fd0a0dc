import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { ScriptKind } from './report.ts';
import type { RunOptions } from './runOptions.ts';

/** The program that runs a `.py` or `.sh` script of a project. */
export function interpreterFor(
  kind: Exclude<ScriptKind, 'sql'>,
  project: Project,
  options: Pick<RunOptions, 'python' | 'shell'>,
  runtime: Pick<Runtime, 'env' | 'platform'>,
): string {
  if (kind === 'sh') return options.shell ?? 'sh';
  return (
    options.python ??
    project.python ??
    environmentPython(join(project.root, '.venv'), runtime) ??
    environmentPython(runtime.env['VIRTUAL_ENV'], runtime) ??
    (runtime.platform === 'win32' ? 'python' : 'python3')
  );
}

function environmentPython(
  folder: string | undefined,
  { platform }: Pick<Runtime, 'platform'>,
): string | undefined {
  if (folder === undefined || folder === '') return undefined;
  const python =
    platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  return existsSync(python) ? python : undefined;
}
