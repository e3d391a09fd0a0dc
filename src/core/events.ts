/** What long work reports while it goes on. Events are for people to watch; results come as return values. */
export type EngineEvent =
  | {
      readonly type: 'migration-started';
      readonly version: number;
      readonly file: string;
      readonly index: number;
      readonly total: number;
    }
  | {
      readonly type: 'migration-applied';
      readonly version: number;
      readonly file: string;
      readonly durationMs: number;
    }
  | { readonly type: 'migration-failed'; readonly version: number; readonly file: string }
  | { readonly type: 'script-started'; readonly file: string; readonly command: readonly string[] }
  | {
      readonly type: 'script-output';
      readonly file: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly type: 'script-finished'; readonly file: string }
  | {
      readonly type: 'progress';
      readonly what: 'backup' | 'restore' | 'snapshot';
      readonly donePages: number;
      readonly totalPages: number;
    }
  /** Between these two, aborting the signal ends the copy and removes what is there of it. */
  | {
      readonly type: 'copy-started';
      readonly what: 'backup' | 'restore' | 'snapshot';
      /** The file that is written, where it is a new one. It is of no use until the copy is finished. */
      readonly partial?: string;
    }
  | { readonly type: 'copy-finished'; readonly what: 'backup' | 'restore' | 'snapshot' }
  /** All that a copy into a database needs is on disk. Until `copy-finished` it is completed, also by whoever comes after a kill. */
  | { readonly type: 'copy-completing'; readonly what: 'backup' | 'restore' | 'snapshot' }
  /** A record was written for a script that was not run: it was edited harmlessly, or another tool had applied it. */
  | {
      readonly type: 'recorded';
      readonly version: number;
      readonly file: string;
      /** Its status before. */
      readonly was: string;
    }
  | { readonly type: 'backup-written'; readonly file: string }
  | {
      readonly type: 'recovered';
      readonly version: number;
      readonly file: string;
      readonly text: string;
    }
  /** How far a run or a look over several databases is. */
  | {
      readonly type: 'fleet-progress';
      readonly done: number;
      readonly total: number;
      readonly failed: number;
    }
  | { readonly type: 'warning'; readonly text: string };
