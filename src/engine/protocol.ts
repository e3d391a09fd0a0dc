import type {
  BackupInfo,
  EnrollReport,
  RestorePreview,
  RestoreReport,
} from '../core/backup/backupFile.ts';
import type { EngineEvent } from '../core/events.ts';
import type { Failure } from '../core/errors.ts';
import type { LintProjectOptions, LintReport } from '../core/lint/lintProject.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { FleetRunOptions } from '../core/fleet/protocol.ts';
import type { RunReport, ScriptKind, StatusReport } from '../core/migration/report.ts';
import type { Project } from '../core/project/project.ts';
import type { Discovery } from '../core/project/scanFolder.ts';
import type { RehearsalReport } from '../core/rehearse/report.ts';
import type { Renames } from '../core/schema/change.ts';
import type { SchemaContent } from '../core/schema/content.ts';
import type { DifferenceReport } from '../core/generate/differenceReport.ts';
import type { GenerateReport } from '../core/generate/generate.ts';
import type { Origin, OriginSubject } from '../core/replay/origin.ts';
import type { StoredDefinition } from '../core/schema/schemaText.ts';
import type { AppliedEdit } from '../core/script/appliedEdit.ts';
import type { TextPlace } from '../core/script/assist.ts';
import type { Completions } from '../core/script/completion.ts';
import type { Description } from '../core/script/description.ts';
import type { OutlineEntry } from '../core/script/outline.ts';
import type { Place } from '../core/script/places.ts';
import type { ScriptCheck } from '../core/script/problem.ts';
import type { Stakes } from '../core/script/stakes.ts';

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

/** What may run code of the project: a desired schema that is code, or scripts that are replayed. */
export interface CodeParams {
  readonly project: Project;
  /** Interpreter for Python; overrides the configuration. */
  readonly python?: string;
  /** More environment for what runs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Requests: method name → parameters and result. A failure rejects with a ResponseError whose data is `{failure, changed}`. */
export interface EngineRequests extends ScriptRequests {
  discover: { params: DiscoverParams; result: Discovery };
  /** `openDatabase: false` lists and checks names only (Restricted Mode). */
  status: { params: CodeParams & { openDatabase: boolean }; result: StatusReport };
  listBackups: { params: { project: Project }; result: readonly BackupInfo[] };
  /** Text recorded when the migration was applied, or null where nothing is recorded. */
  appliedText: { params: CodeParams & { version: number }; result: string | null };
  setup: {
    params: { folder: string; database: string; migrations: string };
    result: { configFile: string };
  };
  new: { params: { project: Project; name: string; kind: ScriptKind }; result: { file: string } };
  create: { params: { project: Project }; result: { version: number; created: boolean } };
  run: { params: RunParams; result: RunReport };
  /** Runs what is pending on a copy; the database is only read. `markdown` is the report as text. */
  rehearse: {
    params: RehearseParams;
    result: { report: RehearsalReport; markdown: string };
  };
  /** The databases of a project that has several, by version. In processes of their own. */
  fleetStatus: { params: { project: Project }; result: FleetReport };
  /** Runs what is pending on all of them: one first, and on after a failure. */
  fleetRun: { params: FleetRunParams; result: FleetReport };
  /** Puts an interrupted run back to a version boundary; does nothing when there was none. */
  recover: {
    /** `partials`: files that an ended process was writing. */
    params: { project: Project; partials?: readonly string[] };
    result: { recovered: boolean };
  };
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
  /** What the working database holds. Reads only. */
  schema: { params: { project: Project }; result: SchemaContent };
  /** The schema after the scripts up to a version, by replay; `scripts` lets those run that are programs. */
  schemaAt: {
    params: CodeParams & { version: number; scripts: boolean };
    result: { version: number; sql: string; objects: readonly StoredDefinition[] };
  };
  /** Which script made an object or a column as it is, or null. */
  origin: { params: CodeParams & OriginSubject & { scripts: boolean }; result: Origin | null };
  /** Compares the working database, or without one what the scripts make, with the desired schema. Reads only. */
  diff: { params: CodeParams & { renames?: Renames }; result: DifferenceReport };
  /** Writes the next script from what differs. */
  generate: { params: GenerateParams; result: GenerateReport };
  /** What will fail or lose data in the scripts of a project, and wrong names. */
  lint: {
    params: CodeParams & Omit<LintProjectOptions, 'python' | 'shell' | 'ownProcessGroup'>;
    result: LintReport;
  };
  /** What the statement at a place would reach in the working database, or null. Reads only. */
  stakes: { params: TextPlace; result: Stakes | null };
  /** Writes the next script, for what an edit of an applied one was meant to do. */
  followUp: {
    params: { project: Project; version: number; file: string; text: string };
    result: { file: string; complete: boolean };
  };
}

/**
 * About a script as the editor has it, saved or not. `file` is its name. All of them read only, and run no program: SQL
 * scripts before it are tried on a database of their own.
 */
export interface ScriptRequests {
  /** What is wrong in the script, on the schema that it finds. */
  checkScript: {
    params: CodeParams & { file: string; text: string };
    result: ScriptCheck;
  };
  completeScript: { params: TextPlace; result: Completions };
  describeScript: { params: TextPlace; result: Description | null };
  defineScript: { params: TextPlace; result: Place | null };
  referencesOfScript: { params: TextPlace; result: readonly Place[] };
  outlineScript: { params: { text: string }; result: readonly OutlineEntry[] };
  /** How the text differs from what was applied under its number, or null. */
  appliedEdit: {
    params: { project: Project; version: number; text: string };
    result: AppliedEdit | null;
  };
}

/** Whose record of a script counts. */
export type ScriptSource = 'database' | 'reference';

export interface RehearseParams extends Omit<RunParams, 'backup'> {
  /** What is copied; the database by default. */
  readonly on?: 'database' | 'reference';
}

export interface ApplyParams extends Omit<RunParams, 'to' | 'atomic' | 'force'> {
  readonly file: string;
}

export interface GenerateParams extends CodeParams {
  /** What the script is called; made from the changes without it. */
  readonly name?: string;
  readonly renames?: Renames;
  readonly allowDestructive?: boolean;
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
