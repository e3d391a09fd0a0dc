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
}

/** Runs a JavaScript or TypeScript program with this Node, its output going to ours. Resolves to its exit code. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: 'inherit',
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
