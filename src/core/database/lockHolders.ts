import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * The other processes that hold a lock on a database, such as `1234 (python3)`, where the system tells: Linux does.
 * A write-ahead database is locked through its index.
 */
export function lockHolders(database: string): readonly string[] {
  const locks = textOf('/proc/locks');
  if (locks === undefined) return [];
  const inodes = new Set(['', '-shm'].flatMap((suffix) => inodeOf(database + suffix)));
  const pids = new Set<number>();
  for (const line of locks.split('\n')) {
    // 1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 1073741824 1073742335
    const fields = line.trim().split(/\s+/);
    const [, , , , pid = '', file = ''] = fields;
    if (fields[1] === 'POSIX' && inodes.has(file.split(':').at(-1) ?? '')) pids.add(Number(pid));
  }
  pids.delete(Number(readlinkSync('/proc/self')));
  return [...pids].filter((pid) => pid > 0).map(processLabel);
}

/** Whether no process holds a lock on a database. False where the system does not tell. */
export function isUnused(database: string): boolean {
  return textOf('/proc/locks') !== undefined && lockHolders(database).length === 0;
}

/** What Node calls the first thread of its processes, and so the system calls these. */
const NODE_THREAD = 'MainThread';

function programOf(pid: number): string | undefined {
  const [program] = textOf(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  return program === undefined ? undefined : basename(program);
}

/** A process as people look for it: its number, and its name where the system tells. */
export function processLabel(pid: number): string {
  const name = textOf(`/proc/${pid}/comm`)?.trim();
  const known = name === NODE_THREAD ? programOf(pid) : name;
  return known === undefined || known === '' ? String(pid) : `${pid} (${known})`;
}

function inodeOf(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? [] : [String(stats.ino)];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not this kind of system, or a process that has just ended.
    return undefined;
  }
}
