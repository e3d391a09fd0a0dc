import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const SOURCES = resolve(import.meta.dirname, '../../src');

const living = new Set<ChildProcess>();
// A test that fails before it ends its processes must not keep the whole run waiting for them.
afterEach(() => {
  for (const child of living) child.kill('SIGKILL');
  living.clear();
});

/** What a process printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a Python program to its end and returns its standard output. Python 3 must be installed. */
export function python(program: string, ...args: readonly string[]): string {
  const result = spawnSync('python3', ['-c', program, ...args], { encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`python3 is needed for this test: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

/**
 * Starts a module in a Node process of its own. It is given as text; `src('core/…')` in it names a source file.
 * `under` is put before the command line, such as a shell that sets a limit.
 */
export function startModule(
  text: string,
  args: readonly unknown[] = [],
  under: readonly string[] = [],
): ChildProcess {
  const program = `const src = (path) => new URL(path, ${JSON.stringify(`${pathToFileURL(SOURCES).href}/`)}).href;
const args = ${JSON.stringify(args)};
const print = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
${text}`;
  const [command, ...rest] = [
    ...under,
    process.execPath,
    '--input-type=module',
    '--eval',
    program,
  ] as const;
  const child = spawn(command, rest, {
    cwd: join(SOURCES, '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** Runs a module as `startModule` does, to its end. */
export async function runModule(
  text: string,
  args: readonly unknown[] = [],
  under: readonly string[] = [],
): Promise<Ended> {
  return ended(startModule(text, args, under));
}

/** What the last line of a module printed, as JSON. Throws when it ended with another exit code than 0. */
export async function answerOf(
  text: string,
  args: readonly unknown[] = [],
  under: readonly string[] = [],
): Promise<unknown> {
  const { code, signal, out, err } = await runModule(text, args, under);
  if (code !== 0) throw new Error(`the child ended with ${code ?? signal}: ${err}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '');
}

/** Waits for the end of a process. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, out, err };
}

/** Waits until something holds, at most ten seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (holds()) return;
    await sleep(20);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Waits until a file is there. */
export function untilExists(path: string): Promise<void> {
  return until(() => existsSync(path), path);
}

/** Text of a module that runs pending migrations of `args[0]` (a project) with `args[1]` (options) and prints the report. */
export const RUN_PENDING = `
const { runPending } = await import(src('core/migration/run.ts'));
const { systemRuntime } = await import(src('library.ts'));
print(await runPending(args[0], args[1] ?? {}, systemRuntime()));
`;

/**
 * Starts a process that runs SQL in a database and keeps its connection open. Returns what kills it.
 * Another process is needed: locks of one process do not keep that process out.
 */
export async function holder(database: string, sql: string): Promise<() => Promise<void>> {
  const child = startModule(
    `const { DatabaseSync } = await import('node:sqlite');
const database = new DatabaseSync(args[0]);
database.exec(args[1]);
process.stdout.write('ready');
setInterval(() => database.location(), 1000);`,
    [database, sql],
  );
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`the holder of ${database} ended at once`);
  return async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
}
