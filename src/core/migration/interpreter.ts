import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { ScriptKind } from './report.ts';
import type { RunOptions } from './runOptions.ts';

/** Variables of the environment that name the interpreters, as the settings of the editor do for its tasks. */
export const PYTHON_VARIABLE = 'FASTMIGRATE_PYTHON';
const SHELL_VARIABLE = 'FASTMIGRATE_SHELL';

/** The program that runs a `.py` or `.sh` script of a project. */
export function interpreterFor(
  kind: Exclude<ScriptKind, 'sql'>,
  project: Project,
  options: Pick<RunOptions, 'python' | 'shell'>,
  runtime: Pick<Runtime, 'env' | 'platform'>,
): string {
  if (kind === 'sh') return options.shell ?? named(SHELL_VARIABLE, runtime) ?? 'sh';
  return (
    options.python ??
    named(PYTHON_VARIABLE, runtime) ??
    project.python ??
    environmentPython(join(project.root, '.venv'), runtime) ??
    environmentPython(runtime.env['VIRTUAL_ENV'], runtime) ??
    (runtime.platform === 'win32' ? 'python' : 'python3')
  );
}

/** What a variable says; empty says nothing. */
function named(variable: string, { env }: Pick<Runtime, 'env'>): string | undefined {
  const value = env[variable]?.trim();
  return value === '' ? undefined : value;
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
