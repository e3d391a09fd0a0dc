import type { BackupInfo } from '../core/backup/backupFile.ts';
import { displayPath } from '../core/project/discover.ts';
import { visible } from './visible.ts';

const MINUTE = 60_000;
/** In minutes. */
const DAY = 24 * 60;

/** Backups as a numbered list, in the order given. */
export function backupList(backups: readonly BackupInfo[], cwd: string, now: Date): string {
  const rows = backups.map((backup, index) => [
    `${index + 1}`.padStart(3),
    visible(displayPath(backup.file, cwd)),
    backup.version === null ? 'no version' : `version ${backup.version}`,
    size(backup.bytes),
    age(now.getTime() - Date.parse(backup.createdAt)),
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A size such as `20 KB`, in units of 1024 bytes. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** An age such as `3 hours ago`; a clock that was ahead gives none. */
export function age(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < -DAY) return 'in the future';
  if (!(minutes >= 1)) return 'just now';
  if (minutes < 60) return ago(minutes, 'minute');
  if (minutes < DAY) return ago(Math.floor(minutes / 60), 'hour');
  return ago(Math.floor(minutes / DAY), 'day');
}

function ago(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
