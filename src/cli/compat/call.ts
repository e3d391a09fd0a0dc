import { resolve } from 'node:path';
import type { EngineEvent } from '../../core/events.ts';
import type { Project } from '../../core/project/project.ts';
import type { Runtime } from '../../core/runtime.ts';
import type { PrintedError } from '../errors.ts';
import { errorText } from '../errors.ts';
import { processRuntime } from '../runtime.ts';
import type { Terminal } from '../terminal.ts';
import { visibleLines } from '../visible.ts';
import type { ArgParser } from './argOption.ts';
import type { CompatPaths } from './settings.ts';

/** One call of one of the five executables, its arguments understood. */
export interface Call {
  readonly terminal: Terminal;
  /** Options by long flag; flags without a value are `true`. */
  readonly values: ReadonlyMap<string, string>;
  /** The paths as they are printed. */
  readonly paths: CompatPaths;
}

/** One of the five executables. Resolves to its exit code; what it throws is printed, with exit code 1. */
export interface Executable {
  readonly parser: ArgParser;
  readonly run: (call: Call) => Promise<0 | 1>;
}

/** The Runtime of a call. Scripts' output goes where they write it; warnings go to stderr. */
export function callRuntime(
  { terminal }: Call,
  listen: (event: EngineEvent) => void = () => {},
): Runtime {
  return processRuntime((event) => {
    if (event.type === 'script-output')
      (event.stream === 'stdout' ? terminal.out : terminal.err)(event.text);
    if (event.type === 'warning' || event.type === 'recovered')
      terminal.err(`Warning: ${visibleLines(event.text)}\n`);
    listen(event);
  });
}

/** The project of a call. `history` tells whether to record scripts in `_migrations`. */
export function callProject({ paths }: Call, history: boolean): Project {
  const cwd = process.cwd();
  return {
    name: 'default',
    root: cwd,
    database: resolve(cwd, paths.given),
    migrations: resolve(cwd, paths.migrations),
    convention: 'fastmigrate',
    history,
  };
}

/** An error that Python's tool would end in a traceback for, or has no words for. */
export function callError(error: PrintedError): string {
  if (error.file !== undefined) return errorText(error, process.cwd());
  return `Error: ${visibleLines(error.message)}\n`;
}
