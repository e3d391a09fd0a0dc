import { spawn } from 'node:child_process';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { startFault } from './scriptProcess.ts';

/**
 * Runs the configured hook, without a shell, with the path of a backup as its last argument, in the project's folder.
 * What it prints is emitted. Throws `hook-failed` unless it exits with 0, and `cancelled`.
 */
export async function runHook(
  { root }: Project,
  command: readonly string[],
  backup: string,
  runtime: Runtime,
): Promise<void> {
  const [program = '', ...rest] = command;
  const words = [...rest, backup];
  const fail = (reason: string, exitCode: number | null): MigrateError =>
    new MigrateError({ code: 'hook-failed', command: [...command], exitCode, reason, backup });
  const unfinished = (error: Error): MigrateError =>
    runtime.signal?.aborted === true
      ? new MigrateError({ code: 'cancelled', what: `the hook ${program}` })
      : fail(startFault(error), null);
  runtime.emit({ type: 'script-started', file: program, command: [program, ...words] });
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(program, words, {
        cwd: root,
        env: { ...runtime.env, FASTMIGRATE_BACKUP: backup },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(runtime.signal === undefined ? {} : { signal: runtime.signal }),
      });
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => {
          runtime.emit({ type: 'script-output', file: program, stream, text });
        });
      child.once('error', (error) => reject(unfinished(error)));
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(fail(signal === null ? `it exited with ${code}` : `ended by ${signal}`, code));
      });
    });
  } finally {
    runtime.emit({ type: 'script-finished', file: program });
  }
}
