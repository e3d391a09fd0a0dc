import { spawn } from 'node:child_process';
import path from 'node:path';

/** The repository's folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Path of a program that npm put into node_modules/.bin, as a script for the running Node. */
export const tools = {
  tsc: path.join(root, 'node_modules/typescript/bin/tsc'),
  mocha: path.join(root, 'node_modules/mocha/bin/mocha.js'),
  oxlint: path.join(root, 'node_modules/oxlint/bin/oxlint'),
  oxfmt: path.join(root, 'node_modules/oxfmt/bin/oxfmt'),
  vsce: path.join(root, 'node_modules/@vscode/vsce/vsce'),
} as const;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the process when it takes longer, in milliseconds. */
  readonly timeout?: number;
  /** Keeps the output back until the end, so that it stays together where several programs run at a time. */
  readonly holdsOutput?: boolean;
}

/** Milliseconds in which what a program printed last arrives. */
const LAST_OUTPUT_MS = 2000;

/** Runs a JavaScript or TypeScript program with this Node, its output going to ours. Resolves to its exit code. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: options.holdsOutput === true ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    const held: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => held.push(piece));
    const finish = (): void => {
      process.stdout.write(Buffer.concat(held.splice(0)));
      resolve(child.exitCode ?? 1);
    };
    child.once('error', reject);
    child.once('close', finish);
    // What it started and left behind may keep its output open.
    child.once('exit', () => setTimeout(finish, LAST_OUTPUT_MS).unref());
  });
}
