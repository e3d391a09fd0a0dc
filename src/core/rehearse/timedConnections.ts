import type { Connection } from '../database/connection.ts';
import type { ScriptLibrary } from '../database/open.ts';
import { ScriptConnections } from '../migration/scriptConnections.ts';

/** Connections for one migration that tell how long its transaction was open. */
export class TimedConnections extends ScriptConnections {
  /** From BEGIN IMMEDIATE to COMMIT, in milliseconds, in the library that came last; null where there was none. */
  lockedMs: number | null = null;

  override use(
    real: string,
    library: ScriptLibrary,
    scripts: readonly string[],
    body: (connection: Connection) => void,
  ): void {
    super.use(real, library, scripts, (connection) => {
      const started = performance.now();
      try {
        body(connection);
      } finally {
        this.lockedMs = performance.now() - started;
      }
    });
  }
}
