import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Entry of the command line, run from source by the Node that runs the tests. */
export const MAIN = join(ROOT, 'src/cli/main.ts');

/** What a command came to. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `fastmigrate ARGS` in a folder. */
export function fastmigrate(cwd: string, args: readonly string[], input = ''): Ended {
  return ended(
    spawnSync(process.execPath, [MAIN, ...args], { cwd, input, encoding: 'utf8', env: plainEnv() }),
  );
}

/** Runs one of the five executables, `fastmigrate_NAME ARGS`. */
export function executable(cwd: string, name: string, args: readonly string[]): Ended {
  return fastmigrate(cwd, [`compat:${name}`, ...args]);
}

/** The one JSON document that a command prints with `--json`, with its exit code. */
export function fastmigrateJson(
  cwd: string,
  args: readonly string[],
): { code: number | null; json: unknown; err: string } {
  const { code, out, err } = fastmigrate(cwd, [...args, '--json']);
  return { code, json: JSON.parse(out), err };
}

/** A folder that is gone after `body`. */
export function inFolder<T>(
  files: Readonly<Record<string, string>>,
  body: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'fastmigrate cli-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of one of the folders in test/golden, gone after `body`. */
export function inGolden<T>(name: string, body: (folder: string) => T): T {
  return inFolder({}, (folder) => {
    cpSync(join(ROOT, 'test/golden', name), folder, { recursive: true });
    return body(folder);
  });
}

/** The environment of the tests without what changes output. */
export function plainEnv(): NodeJS.ProcessEnv {
  const unwanted = new Set(['CI', 'FORCE_COLOR', 'COLUMNS', 'NODE_OPTIONS']);
  const env = Object.entries(process.env).filter(([name]) => !unwanted.has(name));
  return { ...Object.fromEntries(env), NO_COLOR: '1' };
}

function ended(result: {
  status: number | null;
  stdout: string;
  stderr: string;
  error?: Error;
}): Ended {
  if (result.error !== undefined) throw result.error;
  return { code: result.status, out: result.stdout, err: result.stderr };
}
