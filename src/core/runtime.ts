import type { EngineEvent } from './events.ts';

/** What the process is, as far as starting another one like it goes. */
export interface ProcessFacts {
  readonly execPath: string;
  /** The command line's entry, which knows `schema-module`. */
  readonly entry: string;
  /** Whether Electron stands in for Node. */
  readonly electron: boolean;
  /** Whether this Node reads TypeScript without being told to. */
  readonly readsTypeScript: boolean;
}

/** Everything core needs from outside. Core has no clock, environment or process of its own. */
export interface Runtime {
  /** The time now; file names use its local or UTC parts. */
  readonly now: () => Date;
  /** Environment for finding interpreters and for script processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths and script processes start from. */
  readonly cwd: string;
  /** As Node's `process.platform`. */
  readonly platform: string;
  /** Process id of the runner, written into the record of an interrupted run. */
  readonly pid: number;
  /** Aborting ends script processes and stops between migrations. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for another run on the same database; by default ten minutes. */
  readonly waitMs?: number;
  /** How to start this program again, for modules of a desired schema. Without it they are refused. */
  readonly node?: ProcessFacts;
  /** Lists a folder that holds many databases, from a list that was made before; undefined asks the file system. */
  readonly namesIn?: (folder: string) => readonly string[] | undefined;
  /**
   * Names of a database's backups in a folder, from a list that was made before, so that what was written or removed since
   * is not in it; undefined asks the file system.
   */
  readonly backupsIn?: (folder: string, database: string) => readonly string[] | undefined;
  /** Receives progress. */
  readonly emit: (event: EngineEvent) => void;
}
