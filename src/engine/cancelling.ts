import type { EngineEvent } from '../core/events.ts';
import type { EngineProcess } from './engineProcess.ts';

/** Milliseconds that a process has to remove what is there of a copy. */
const GRACE_MS = 400;
/** Milliseconds that a copy may take that can no longer be cancelled. SQLite completes one that is ended. */
const PATIENCE_MS = 30_000;

/** Ends the process of a change in the way that leaves the least behind. */
export interface Cancelling {
  /** Whether it was asked for. */
  readonly asked: () => boolean;
  /** Files that the process was writing, which are of no use when it has been ended. */
  readonly partials: () => readonly string[];
  /** To be told what the process says it is doing. */
  readonly follow: (event: EngineEvent) => void;
  /**
   * Ends the process at once. While it copies, lets it end the copy itself first, and lets it complete one that is past
   * cancelling: then the change may still succeed.
   */
  readonly cancel: () => void;
  /** Forgets about it, when the process has answered. */
  readonly settle: () => void;
}

/** Makes the ending of a process that has just been started. */
export function cancellingOf(process: EngineProcess): Cancelling {
  let [asked, copies, completing] = [false, 0, false];
  const partials: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const endSoon = (waitedMs: number): void => {
    timer = setTimeout(() => {
      if (completing && waitedMs < PATIENCE_MS) endSoon(waitedMs + GRACE_MS);
      else void process.kill();
    }, GRACE_MS);
  };
  return {
    asked: () => asked,
    partials: () => partials,
    follow: (event) => {
      if (event.type === 'copy-started') {
        copies += 1;
        if (event.partial !== undefined) partials.push(event.partial);
      } else if (event.type === 'copy-completing') completing = true;
      else if (event.type === 'copy-finished') {
        copies -= 1;
        completing = false;
      }
    },
    cancel: () => {
      asked = true;
      if (copies === 0) return void process.kill();
      process.cancel();
      endSoon(0);
    },
    settle: () => clearTimeout(timer),
  };
}
