/** How scripts are named and where the version is kept. */
export type Convention = 'fastmigrate' | 'tuplesaver';

/** One database with its migrations folder. All paths are absolute. */
export interface Project {
  /** Section name of a further database in the configuration, else `default`. */
  readonly name: string;
  /** Folder that relative paths came from. */
  readonly root: string;
  readonly database: string;
  readonly migrations: string;
  readonly convention: Convention;
  /** Whether applied scripts are recorded in `_migrations`. */
  readonly history: boolean;
  /** Folder for backups; undefined means beside the database. */
  readonly backups?: string;
  /** Whether a run backs up first; by default only for TupleSaver projects. */
  readonly backup?: boolean;
  /** How many backups are kept; all without it. */
  readonly keep?: number;
  /** Command that `ci` runs before it applies anything, as a list of words. */
  readonly hook?: readonly string[];
  readonly reference?: string;
  /** Where the desired schema comes from: an absolute path, or a command behind `!`, see `resolveSchema`. */
  readonly schema?: string;
  /** Python interpreter for `.py` scripts, as configured. */
  readonly python?: string;
  /** Oldest SQLite version that generated scripts must run on, such as `3.35`. */
  readonly target?: string;
  /** How much findings of the linter matter, by the code or name of their rule, as in the section `[lint]`. */
  readonly lint?: Readonly<Record<string, 'off' | 'info' | 'warning' | 'error'>>;
  /** The configuration file that it came from, if any. */
  readonly configFile?: string;
}

/** Whether a run of this project backs up first, where nothing else was asked for. */
export function backsUp({ backup, convention }: Project): boolean {
  return backup ?? convention === 'tuplesaver';
}
