import type { RestoreReport, TablePreview } from '../backup/backupFile.ts';
import type { ErrorReport } from '../errors.ts';
import type { RestoredScripts } from '../migration/restoreScripts.ts';
import type { ProjectState, RunReport } from '../migration/report.ts';
import type { GenerateReport } from '../generate/generate.ts';
import type { RunOptions } from '../migration/runOptions.ts';

/** What `dev` may do beyond applying scripts and restoring from the reference. */
export interface DevOptions extends Pick<
  RunOptions,
  'python' | 'shell' | 'stdin' | 'ownProcessGroup'
> {
  /** Write scripts back from the reference where they conflict with it. */
  readonly restoreScripts?: boolean;
  /** Begin with an empty database where there is no reference to go back to. */
  readonly reset?: boolean;
  /** Asked before that, with the tables whose rows would be lost. */
  readonly approveReset?: (losses: readonly TablePreview[]) => Promise<boolean>;
}

/** One thing that a workflow did, in order. */
export type WorkflowStep =
  | { readonly did: 'created' }
  | ({ readonly did: 'restored' } & RestoreReport)
  | ({ readonly did: 'emptied' } & RestoreReport)
  | ({ readonly did: 'restored-scripts' } & RestoredScripts)
  | { readonly did: 'backed-up'; readonly file: string }
  | { readonly did: 'ran-hook'; readonly command: readonly string[] }
  | ({ readonly did: 'applied' } & RunReport)
  | ({ readonly did: 'generated'; readonly file: string } & Pick<
      GenerateReport,
      'changes' | 'undecided'
    >);

/** What a workflow came to. `ok` means CURRENT. */
export interface WorkflowReport {
  readonly ok: boolean;
  /** State at the end. */
  readonly state: ProjectState;
  readonly steps: readonly WorkflowStep[];
  /** Why it stopped, and what to do; one or more plain sentences. Undefined when `ok`. */
  readonly stopped?: string;
  /** What an empty database would lose, where `dev` stopped because of that. */
  readonly losses?: readonly TablePreview[];
  readonly error?: ErrorReport;
  /** What could not be done on another database than a SQLite file, as plain sentences. */
  readonly leftOut?: readonly string[];
}
