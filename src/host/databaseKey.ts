import { stat } from 'node:fs/promises';

/**
 * Identifies the content of a database file and its write-ahead log by size and time.
 * `-shm` and journals are left out: reading touches them. An empty log counts as none, because a
 * read-only connection to an idle WAL database makes one.
 */
export async function databaseKey(database: string): Promise<string> {
  const [main, log] = await Promise.all([fileKey(database), fileKey(`${database}-wal`)]);
  return `${main}|${log.startsWith('0:') ? 'none' : log}`;
}

/** Whether a change of the file `name` may mean a change of the database `base`. */
export function concernsDatabase(name: string, base: string): boolean {
  return name === base || name === `${base}-wal`;
}

async function fileKey(file: string): Promise<string> {
  try {
    const { size, mtimeNs, ino } = await stat(file, { bigint: true });
    return `${size}:${mtimeNs}:${ino}`;
  } catch {
    // Absent and unreadable look alike here; the engine tells which.
    return 'none';
  }
}
