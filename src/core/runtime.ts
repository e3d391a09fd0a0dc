import type { EngineEvent } from './events.ts';

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
  /** Lists a folder that holds many databases, from a list that was made before; undefined asks the file system. */
  readonly namesIn?: (folder: string) => readonly string[] | undefined;
  /** Receives progress. */
  readonly emit: (event: EngineEvent) => void;
}
