import type { RunOptions } from '../migration/runOptions.ts';
import type { Project } from '../project/project.ts';
import type { FleetResult } from './fleetReport.ts';

/** What is done to each database of a fleet. */
export type FleetJob =
  | { readonly kind: 'status'; readonly project: Project }
  | { readonly kind: 'run'; readonly project: Project; readonly options: FleetRunOptions }
  | { readonly kind: 'backup'; readonly project: Project };

/** The options of a run that make sense without somebody to ask. */
export type FleetRunOptions = Pick<
  RunOptions,
  'to' | 'backup' | 'atomic' | 'force' | 'python' | 'shell'
>;

/** What a worker is told first. */
export interface WorkerOrder {
  readonly job: FleetJob;
  /** Folder that script processes start from. */
  readonly cwd: string;
  /** Milliseconds to wait for another run on the same database. */
  readonly waitMs?: number;
  /** More environment for scripts. */
  readonly env?: Readonly<Record<string, string>>;
}

/** From the parent to a worker. Its first message is the order. Losing the parent is as good as `cancel`. */
export type ToWorker =
  | { readonly type: 'order'; readonly order: WorkerOrder }
  /** `look`: a run that finds something to apply leaves it and answers `pending`. */
  | { readonly type: 'database'; readonly database: string; readonly look: boolean }
  | { readonly type: 'cancel' }
  | { readonly type: 'end' };

/** From a worker to its parent: the fingerprint of its scripts first, then one answer to each database. */
export type FromWorker =
  | { readonly type: 'ready'; readonly fingerprint: string }
  | { readonly type: 'answer'; readonly answer: FleetAnswer }
  | { readonly type: 'warning'; readonly text: string };

/** `pending` only as an answer to a look. */
export type FleetAnswer = FleetResult | 'pending';
