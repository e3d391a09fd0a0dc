/** The environment without what an outer `npm run` adds. */
export function cleanEnv(env?: NodeJS.ProcessEnv): Record<string, string>;
/** Installs the locked packages of a folder, unless exactly these are there. Throws with what to do. */
export function ensureInstalled(folder: string, label: string): void;
