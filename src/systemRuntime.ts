import { fileURLToPath } from 'node:url';
import type { EngineEvent } from './core/events.ts';
import type { Runtime } from './core/runtime.ts';

// This file is read as it is, or from dist/lib, with the command line's bundle beside that.
const COMMAND_LINE = import.meta.url.endsWith('.ts') ? './cli/main.ts' : '../cli.js';

export interface LogOptions {
  /** Every event; otherwise only script output and warnings. */
  readonly verbose?: boolean;
  /** Where lines go; standard error by default. */
  readonly write?: (line: string) => void;
}

let log: (event: EngineEvent) => void = () => {};

/** Sends what the functions below do to a log, one line an event. Nothing is logged before this is called. */
export function setupLogging({
  verbose = false,
  write = (line) => void process.stderr.write(`${line}\n`),
}: LogOptions = {}): void {
  // Output comes in pieces that may end within a line.
  let begun = '';
  log = (event) => {
    if (event.type === 'warning') return write(`warning: ${event.text}`);
    if (event.type === 'script-output') {
      const lines = (begun + event.text).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) write(line);
      return;
    }
    if (event.type === 'script-finished' && begun !== '') {
      write(begun);
      begun = '';
    }
    if (verbose) write(`debug: ${JSON.stringify(event)}`);
  };
}

/** A runtime on the clock, environment and working folder of this process. */
export function systemRuntime(
  signal?: AbortSignal,
  onEvent: (event: EngineEvent) => void = () => {},
): Runtime {
  return {
    now: () => new Date(),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    node: {
      execPath: process.execPath,
      entry: fileURLToPath(new URL(COMMAND_LINE, import.meta.url)),
      electron: 'electron' in process.versions,
      readsTypeScript: 'typescript' in process.features && process.features.typescript !== false,
    },
    ...(signal === undefined ? {} : { signal }),
    emit: (event) => {
      log(event);
      onEvent(event);
    },
  };
}
