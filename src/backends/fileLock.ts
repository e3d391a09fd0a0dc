import type { DatabaseSync } from 'node:sqlite';
import { patiently } from './driver.ts';

/** Keeps other runners out until `release`; the system does that for a process that dies. */
export interface FileLock {
  readonly release: () => void;
}

/**
 * Locks `<database>.fastmigrate-lock`, an empty SQLite file, for engines that do not keep other processes out
 * themselves. Throws `BusyError` after `wait` milliseconds.
 */
export async function lockFile(database: string, wait: number): Promise<FileLock> {
  const { DatabaseSync: Database } = await import('node:sqlite');
  const lock: DatabaseSync = await patiently(
    wait,
    async () => {
      const file = new Database(`${database}.fastmigrate-lock`, { timeout: 0 });
      try {
        file.exec('BEGIN EXCLUSIVE');
        return file;
      } catch (error) {
        file.close();
        throw error;
      }
    },
    (error) => error instanceof Error && /locked|busy/i.test(error.message),
  );
  return { release: () => lock.close() };
}
