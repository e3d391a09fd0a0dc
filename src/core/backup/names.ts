import { basename, dirname, join } from 'node:path';
import type { Project } from '../project/project.ts';

/** How the name of what a cut-off script left ends: `<db>.YYYYMMDD_HHMMSS.cut-off`. No version has that, so it is no backup. */
export const CUT_OFF = '.cut-off';

/** Folder that backups of a project go to. */
export function backupFolder(project: Project): string {
  if (project.backups !== undefined) return project.backups;
  return project.convention === 'tuplesaver'
    ? `${project.database}.bak`
    : dirname(project.database);
}

/** Every folder in which a project's backups may be, whichever tool wrote them. */
export function backupFolders(project: Project): readonly string[] {
  const { database } = project;
  return [...new Set([dirname(database), `${database}.bak`, backupFolder(project)])];
}

/**
 * Path of a backup taken at a time. `<db>.YYYYMMDD_HHMMSS.backup` in local time, or for TupleSaver
 * `<UTC time>.<version>.<db>` with microseconds.
 */
export function backupPath(project: Project, time: Date, version: number): string {
  const name = basename(project.database);
  if (project.convention === 'fastmigrate')
    return join(backupFolder(project), `${name}.${stamp(time)}.backup`);
  return join(
    backupFolder(project),
    `${utcStamp(time)}.${String(version).padStart(3, '0')}.${name}`,
  );
}

/** Whether a file has the name of what a cut-off script left of this database. */
export function isCutOffName(file: string, database: string): boolean {
  return localTime(file, `${basename(database)}.`, CUT_OFF) !== undefined;
}

/** `YYYYMMDD_HHMMSS` in local time. */
export function stamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(time.getFullYear()).padStart(4, '0')}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}_${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

/** `YYYY-MM-DDTHH-MM-SS.ffffff` in UTC; without colons, which Windows has no use for in names. */
export function utcStamp(time: Date): string {
  return time.toISOString().replaceAll(':', '-').replace('Z', '000');
}

/** What the name of a backup says. */
export interface BackupName {
  readonly kind: 'fastmigrate' | 'tuplesaver';
  readonly time: Date;
}

const UTC_NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{1,6})\.\d{3,}\.(.*)$/s;

/** What the name of a backup of this database says, or undefined when the name is none. */
export function readBackupName(file: string, database: string): BackupName | undefined {
  const name = basename(database);
  const local = localTime(file, `${name}.`, '.backup');
  if (local !== undefined) return { kind: 'fastmigrate', time: local };
  const match = UTC_NAME.exec(file);
  if (match === null || match[5] !== name) return undefined;
  const time = new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]?.slice(0, 6)}Z`);
  return Number.isNaN(time.getTime()) ? undefined : { kind: 'tuplesaver', time };
}

/**
 * File names, without folders, of the databases that a backup of this name, or what a cut-off script left, may belong to;
 * none where it is not named as one. `readBackupName` and `isCutOffName` decide.
 */
export function backupOwners(file: string): readonly string[] {
  const local = /^(.*)\.\d{8}_\d{6}\.(?:backup|cut-off)$/s.exec(file);
  return [local?.[1], UTC_NAME.exec(file)?.[5]].filter((owner) => owner !== undefined);
}

function localTime(file: string, prefix: string, suffix: string): Date | undefined {
  if (!file.startsWith(prefix) || !file.endsWith(suffix)) return undefined;
  const match = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(
    file.slice(prefix.length, -suffix.length),
  );
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}
