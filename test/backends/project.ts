import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { RehearsalReport } from '../../src/core/rehearse/report.ts';
import type { RunReport, StatusReport } from '../../src/core/migration/report.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The command line. */
export const MAIN = join(ROOT, 'src/cli/main.ts');

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What a command came to. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A project in a temporary folder, with the drivers of this repository installed. */
export interface BackendProject {
  readonly folder: string;
  /** Runs the command line there, without stopping this process. */
  readonly run: (args: readonly string[], env?: NodeJS.ProcessEnv) => Ended;
  readonly status: (env?: NodeJS.ProcessEnv) => StatusReport;
  readonly report: (args: readonly string[], env?: NodeJS.ProcessEnv) => RunReport;
  readonly rehearsal: (args: readonly string[], env?: NodeJS.ProcessEnv) => RehearsalReport;
  readonly start: (args: readonly string[], env?: NodeJS.ProcessEnv) => ChildProcess;
  readonly write: (name: string, text: string) => void;
}

/** Makes a project of files. `drivers: false` leaves the drivers out. */
export function makeBackend(
  files: Readonly<Record<string, string>>,
  { drivers = true }: { readonly drivers?: boolean } = {},
): BackendProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fastmigrate backend-')));
  folders.push(folder);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  if (drivers) symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const run: BackendProject['run'] = (args, env = {}) => runIn(folder, args, env);
  const json = (args: readonly string[], env?: NodeJS.ProcessEnv): unknown => {
    const { out, err } = run([...args, '--json'], env);
    if (out === '') throw new Error(err);
    return JSON.parse(out);
  };
  return {
    folder,
    write,
    run,
    status: (env) => json(['status'], env) as StatusReport,
    report: (args, env) => json(args, env) as RunReport,
    rehearsal: (args, env) => json(['run', '--dry-run', ...args], env) as RehearsalReport,
    start: (args, env = {}) =>
      spawn(process.execPath, [MAIN, ...args], {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  };
}

function runIn(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Ended {
  const result = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    // Nothing here takes as long; a command that hangs has no exit code then.
    timeout: 45_000,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** Names and statuses of a report, one line each. */
export function statuses(report: StatusReport): readonly string[] {
  return report.migrations.map(({ file, status }) => `${file} ${status}`);
}

/** The first example of a language below a heading of docs/backends.md. */
export { exampleOf } from './examples.ts';
