import * as vscode from 'vscode';
import type { EngineEvent } from '../core/events.ts';
import type { EngineClient, MutationMethod } from '../engine/client.ts';
import type { EngineRequests } from '../engine/protocol.ts';
import { plainLine } from './plainText.ts';
import type { Log } from './log.ts';
import type { ProjectEntry } from './projectEntry.ts';
import type { Projects } from './projects.ts';
import { RunProgress } from './runProgress.ts';
import { isTrusted } from './trust.ts';

export interface Change<M extends MutationMethod> {
  readonly entry: ProjectEntry;
  readonly method: M;
  readonly params: EngineRequests[M]['params'];
  /** What is going on, for the progress and the log, such as `Running migrations`. */
  readonly title: string;
}

/** The one way in which the editor changes a database: one change per project, shown, logged, and cancellable. */
export class Changes implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #projects: Projects;
  readonly #log: Log;
  readonly #aborts = new Map<string, AbortController>();

  constructor(engine: EngineClient, projects: Projects, log: Log) {
    this.#engine = engine;
    this.#projects = projects;
    this.#log = log;
  }

  /** Makes the change and reads the status after it. Rejects with the engine's errors, and in Restricted Mode. */
  async make<M extends MutationMethod>(change: Change<M>): Promise<EngineRequests[M]['result']> {
    const { entry, title } = change;
    if (!isTrusted()) throw new Error('this needs a trusted workspace');
    if (this.#aborts.has(entry.key))
      throw new Error('another change of this database is still running');
    const abort = new AbortController();
    this.#aborts.set(entry.key, abort);
    const begun = { title, done: new Set<string>() };
    this.#projects.setRunning(entry.key, begun);
    const progress = new RunProgress(begun, (running) =>
      this.#projects.setRunning(entry.key, running),
    );
    this.#log.info(`${title}: ${entry.project.database}`);
    try {
      return await vscode.window.withProgress(
        { location: { viewId: 'fastmigrate.migrations' }, title },
        async () =>
          this.#engine.mutate(change.method, change.params, {
            key: entry.key,
            // What several databases were cut off in, the next run puts back.
            ...(entry.project.fleet === undefined && { project: entry.project }),
            signal: abort.signal,
            onEvent: (event) => {
              this.#record(event);
              progress.follow(event);
            },
          }),
      );
    } finally {
      progress.dispose();
      this.#aborts.delete(entry.key);
      this.#projects.setRunning(entry.key, undefined);
      await this.#projects.refresh(entry.key);
    }
  }

  /** Keys of the projects that are being changed. */
  get running(): readonly string[] {
    return [...this.#aborts.keys()];
  }

  /** Ends a project's change. The one who made it gets the rejection. */
  cancel(key: string): void {
    this.#aborts.get(key)?.abort();
  }

  dispose(): void {
    for (const abort of this.#aborts.values()) abort.abort();
  }

  #record(event: EngineEvent): void {
    switch (event.type) {
      case 'migration-started':
        return this.#log.info(`${event.index + 1} of ${event.total}: ${plainLine(event.file)}`);
      case 'migration-applied':
        return this.#log.info(`applied ${plainLine(event.file)} in ${event.durationMs} ms`);
      case 'migration-failed':
        return this.#log.error(`failed: ${plainLine(event.file)}`);
      case 'script-started':
        return this.#log.info(`started ${plainLine(event.command.join(' '))}`);
      case 'script-output':
        for (const line of event.text.split('\n'))
          if (line.trim() !== '') this.#log.info(`  ${plainLine(line)}`);
        return;
      case 'recorded':
        return this.#log.info(`recorded ${plainLine(event.file)}, which was ${event.was}`);
      case 'backup-written':
        return this.#log.info(`backup written: ${plainLine(event.file)}`);
      case 'recovered':
      case 'warning':
        return this.#log.warn(plainLine(event.text));
      case 'script-finished':
      case 'copy-started':
      case 'copy-finished':
      case 'copy-completing':
      case 'progress':
      case 'fleet-progress':
        return;
    }
  }
}
