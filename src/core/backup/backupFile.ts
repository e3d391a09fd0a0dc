/** A backup as listed, newest first. */
export interface BackupInfo {
  /** Absolute path. */
  readonly file: string;
  readonly kind: 'fastmigrate' | 'tuplesaver';
  /** Database version inside, or null when it cannot be read. */
  readonly version: number | null;
  readonly bytes: number;
  /** ISO 8601 UTC time from the file name. */
  readonly createdAt: string;
}

export interface RestoreReport {
  /** What was put back. */
  readonly restored: string;
  /** Where the previous content went; undefined when there was no database. */
  readonly safetyBackup?: string;
  /** Version after the restore, or null for an unversioned one. */
  readonly version: number | null;
}

export interface EnrollReport {
  /** Path of the script that was written. */
  readonly script: string;
  readonly version: 1;
}
