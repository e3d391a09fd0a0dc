import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { backupOwners } from '../backup/names.ts';
import type { Runtime } from '../runtime.ts';

/** What a worker remembers of a folder. */
interface Listed {
  /** What commands left half-made. */
  readonly leftovers: readonly string[];
  /** Backups by the file name of their database. */
  readonly backups: ReadonlyMap<string, readonly string[]>;
}

/**
 * Lists of folders, each made once. Every run looks for leftovers and for backups that are too many, and listing a folder
 * of ten thousand databases anew for each of them would take longer than the runs. A worker gets each database once, so
 * what it remembers of one is from before its run. A backup that was written since is too new to be removed; one that is
 * gone is not missed.
 */
export function folderLists(): Required<Pick<Runtime, 'namesIn' | 'backupsIn'>> {
  const known = new Map<string, Listed>();
  const listOf = (folder: string): Listed => {
    const listed = known.get(folder) ?? list(folder);
    known.set(folder, listed);
    return listed;
  };
  return {
    namesIn: (folder) => listOf(folder).leftovers,
    backupsIn: (folder, database) => listOf(folder).backups.get(basename(database)) ?? [],
  };
}

function list(folder: string): Listed {
  const leftovers: string[] = [];
  const backups = new Map<string, string[]>();
  for (const name of namesIn(folder)) {
    if (
      name.endsWith('.partial') ||
      name.endsWith('.fastmigrate-restore') ||
      name.endsWith('.backup-shm')
    )
      leftovers.push(name);
    for (const owner of backupOwners(name)) {
      const names = backups.get(owner) ?? [];
      backups.set(owner, names);
      names.push(name);
    }
  }
  return { leftovers, backups };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // There is no such folder, or it is closed to us.
    return [];
  }
}
