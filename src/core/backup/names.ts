import { basename, dirname, join } from 'node:path';
import type { Project } from '../project/project.ts';

/** Folder that backups of a project go to. */
export function backupFolder(project: Project): string {
  return project.backups ?? dirname(project.database);
}

/** Path of a backup taken at a time: `<db>.YYYYMMDD_HHMMSS.backup`, in local time as the Python tool has it. */
export function backupPath(project: Project, time: Date): string {
  return join(backupFolder(project), `${basename(project.database)}.${stamp(time)}.backup`);
}

/** `YYYYMMDD_HHMMSS` in local time. */
export function stamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(time.getFullYear()).padStart(4, '0')}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}_${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

/** The time in the name of a backup of this database, or undefined when the name is none. */
export function timeOfBackup(file: string, database: string): Date | undefined {
  const prefix = `${basename(database)}.`;
  if (!file.startsWith(prefix) || !file.endsWith('.backup')) return undefined;
  const match = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(
    file.slice(prefix.length, -'.backup'.length),
  );
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}
