import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads a driver from the project, where the person has installed it.
 * Throws an `Error` with the line that installs it where it is not there.
 */
export async function loadDriver<T>(name: string, folder: string): Promise<T> {
  const require = createRequire(join(folder, 'config.mjs'));
  let path: string;
  try {
    path = require.resolve(name);
  } catch (error) {
    throw new Error(`the driver ${name} is not installed. Run: npm install ${name}`, {
      cause: error,
    });
  }
  // What a package exports is the affair of its types; the caller names the part that it uses.
  const module = (await import(pathToFileURL(path).href)) as T & { readonly default?: T };
  return module;
}

/** An error that means: another runner is at work, or another program has the file open. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly code = 'BUSY';
}

/** Tries again until it succeeds or `wait` milliseconds are over; then throws what it threw last. */
export async function patiently<T>(
  wait: number,
  attempt: () => Promise<T>,
  again: (error: unknown) => boolean,
): Promise<T> {
  const until = performance.now() + wait;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!again(error)) throw error;
      if (performance.now() >= until)
        throw new BusyError(error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100));
    }
  }
}
