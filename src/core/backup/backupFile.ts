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

/** How the rows of one table now compare with those of a backup. Rows are compared by all their values. */
export interface TablePreview {
  readonly table: string;
  /** Number of rows, or null where there is no such table. */
  readonly rowsNow: number | null;
  readonly rowsThen: number | null;
  /** Rows that restoring would lose, and rows that it would bring back. */
  readonly onlyNow: number;
  readonly onlyThen: number;
}

/** What restoring a file would change. */
export interface RestorePreview {
  readonly file: string;
  readonly versionNow: number | null;
  readonly versionThen: number | null;
  /** Tables that differ, by name. */
  readonly tables: readonly TablePreview[];
  /** Whether the text of any table, index, view or trigger differs. */
  readonly schemaDiffers: boolean;
}
