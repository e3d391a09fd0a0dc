import type {
  BackupInfo,
  EnrollReport,
  RestorePreview,
  RestoreReport,
} from '../core/backup/backupFile.ts';
import type { EngineEvent } from '../core/events.ts';
import type { Failure } from '../core/errors.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { FleetRunOptions } from '../core/fleet/protocol.ts';
import type { RunReport, ScriptKind, StatusReport } from '../core/migration/report.ts';
import type { Project } from '../core/project/project.ts';
import type { Discovery } from '../core/project/scanFolder.ts';

// The contract between the extension host and the engine process. Types only: both sides import it.

export interface DiscoverParams {
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Name or path of the configuration file, relative to the folder. */
  readonly configFile?: string;
  /** Further folders to look in, relative to the folder. */
  readonly roots?: readonly string[];
}

export interface RunParams {
  readonly project: Project;
  readonly to?: number;
  readonly backup?: boolean;
  readonly atomic?: boolean;
  readonly force?: boolean;
  readonly python?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface FleetRunParams extends FleetRunOptions {
  readonly project: Project;
  readonly env?: Readonly<Record<string, string>>;
}

/** Requests: method name → parameters and result. A failure rejects with a ResponseError whose data is `{failure, changed}`. */
export interface EngineRequests {
  discover: { params: DiscoverParams; result: Discovery };
  /** `openDatabase: false` lists and checks names only (Restricted Mode). */
  status: { params: { project: Project; openDatabase: boolean }; result: StatusReport };
  listBackups: { params: { project: Project }; result: readonly BackupInfo[] };
  /** Text recorded when the migration was applied, or null where nothing is recorded. */
  appliedText: { params: { project: Project; version: number }; result: string | null };
  setup: {
    params: { folder: string; database: string; migrations: string };
    result: { configFile: string };
  };
  new: { params: { project: Project; name: string; kind: ScriptKind }; result: { file: string } };
  create: { params: { project: Project }; result: { version: number; created: boolean } };
  run: { params: RunParams; result: RunReport };
  /** The databases of a project that has several, by version. In processes of their own. */
  fleetStatus: { params: { project: Project }; result: FleetReport };
  /** Runs what is pending on all of them: one first, and on after a failure. */
  fleetRun: { params: FleetRunParams; result: FleetReport };
  /** Puts an interrupted run back to a version boundary; does nothing when there was none. */
  recover: { params: { project: Project }; result: { recovered: boolean } };
  enroll: { params: { project: Project }; result: EnrollReport };
  baseline: { params: { project: Project; version: number }; result: { version: number } };
  backup: { params: { project: Project }; result: { file: string } };
  restore: { params: { project: Project; file: string }; result: RestoreReport };
  /** Applies one script, which must be the next pending one. `file` is its name. */
  apply: { params: ApplyParams; result: RunReport };
  /** Records scripts as they are on disk: a harmless edit, or what another tool applied. */
  record: {
    params: { project: Project; versions: readonly number[] };
    result: { recorded: readonly number[] };
  };
  /** Gives an unapplied script the next free number. Names, not paths. */
  renumber: {
    params: { project: Project; file: string };
    result: { from: string; to: string; changed: readonly string[] };
  };
  /** Writes one script back as it was recorded. `saved` is where the file that stood there went. */
  restoreScript: {
    params: { project: Project; version: number; source: ScriptSource };
    result: { file: string; saved?: string };
  };
  /** Writes back every script that is missing or differs from what was recorded. */
  restoreScripts: {
    params: { project: Project; source: ScriptSource };
    result: { written: readonly string[]; saved: readonly string[] };
  };
  /** Replaces the reference by a copy of the database, or of another one. */
  saveReference: { params: { project: Project; from?: string }; result: { file: string } };
  restoreReference: { params: { project: Project }; result: RestoreReport };
  /** What restoring a backup or the reference would change. Reads only. */
  previewRestore: { params: { project: Project; file: string }; result: RestorePreview };
  /** Text that the reference recorded for a migration, or null. */
  referenceText: { params: { project: Project; version: number }; result: string | null };
}

/** Whose record of a script counts. */
export type ScriptSource = 'database' | 'reference';

export interface ApplyParams extends Omit<RunParams, 'to' | 'atomic' | 'force'> {
  readonly file: string;
}

export type { Discovery };

export type EngineMethod = keyof EngineRequests;

/** What a rejected request carries in `data`. */
export interface FailureData {
  readonly failure: Failure;
  readonly changed: boolean;
}

/** Notification from the engine while a request is going on. */
export interface EventNotification {
  readonly event: EngineEvent;
}
