import * as vscode from 'vscode';
import type { EngineClient } from '../engine/client.ts';
import { EngineFailed } from '../engine/engineError.ts';
import type { Discovery } from '../engine/protocol.ts';
import { codeParams } from './codeParams.ts';
import { FleetLooks } from './fleetLooks.ts';
import { databaseKey } from './databaseKey.ts';
import { messageOf, type Log } from './log.ts';
import {
  isLocked,
  type ConfigFailure,
  type ProjectEntry,
  type RunningChange,
  type StatusProblem,
} from './projectEntry.ts';
import { keepSame } from './sameStatus.ts';
import { folderSettings } from './settings.ts';
import { isTrusted } from './trust.ts';

/** That a project was read. */
export interface ProjectReading {
  readonly key: string;
  /** Whether its database file is not the one of the reading before. */
  readonly databaseChanged: boolean;
}

type StatusPart = Pick<ProjectEntry, 'status' | 'fleet' | 'problem' | 'backups'>;

/** All projects of the window with what the engine last said of each. Answers that were overtaken are dropped. */
export class Projects implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #log: Log;
  readonly #looks: FleetLooks;
  readonly #changed = new vscode.EventEmitter<ProjectEntry | undefined>();
  readonly #read = new vscode.EventEmitter<ProjectReading>();
  readonly #entries = new Map<string, ProjectEntry>();
  readonly #readings = new Map<string, number>();
  readonly #newest = new Map<string, Promise<ProjectEntry | undefined>>();
  readonly #keys = new Map<string, string>();
  readonly #preferred = new vscode.EventEmitter<void>();
  #failures: readonly ConfigFailure[] = [];
  #preferredKey: string | undefined;
  #discovery = 0;
  #first: Promise<void> | undefined;

  /** Fires with the one entry that changed, or undefined when the list itself did. */
  readonly onDidChange = this.#changed.event;
  /** Fires after each reading of a project, whether its status changed or not, and before `onDidChange`. */
  readonly onDidRead = this.#read.event;

  /** Fires when the scripts of a folder that several databases have are now those of another one. */
  readonly onDidPrefer = this.#preferred.event;

  constructor(engine: EngineClient, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.#looks = new FleetLooks(engine);
  }

  get entries(): readonly ProjectEntry[] {
    return [...this.#entries.values()];
  }

  /** The same, the preferred one first: several databases may have one folder, and a script of it is then this one's. */
  get inOrder(): readonly ProjectEntry[] {
    const isOther = ({ key }: ProjectEntry): number => Number(key !== this.#preferredKey);
    return this.entries.toSorted((a, b) => isOther(a) - isOther(b));
  }

  /** Says which project a person is at. */
  prefer(key: string): void {
    if (this.#preferredKey === key) return;
    this.#preferredKey = key;
    const folder = this.find(key)?.project.migrations;
    const sharing = this.entries.filter(({ project }) => project.migrations === folder);
    if (sharing.length > 1) this.#preferred.fire();
  }

  get failures(): readonly ConfigFailure[] {
    return this.#failures;
  }

  find(key: string): ProjectEntry | undefined {
    return this.#entries.get(key);
  }

  /** Resolves when the projects were looked for at least once. Their statuses may still be on the way. */
  async ready(): Promise<void> {
    this.#first ??= this.#find().then((keys) => {
      void this.#refreshAll(keys);
      return undefined;
    });
    await this.#first;
  }

  /** Looks for projects in all folders, then reads the status of each. */
  async discover(): Promise<void> {
    await this.#refreshAll(await this.#find());
  }

  /**
   * Reads the status of one project again and returns it, never one that was read before the call.
   * While a change is going on, that change's end does it.
   */
  async refresh(key: string): Promise<ProjectEntry | undefined> {
    const newest = this.#reread(key);
    this.#newest.set(key, newest);
    return newest;
  }

  /** Reads the status again if the database file is not the one that was last read, or was locked then. */
  async refreshIfChanged(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.running !== undefined) return;
    const seen = await databaseKey(entry.project.database);
    if (seen === this.#keys.get(key) && !isLocked(entry)) return;
    await this.refresh(key);
  }

  /** Says that a change of a project goes on; undefined: that it ended. */
  setRunning(key: string, running: RunningChange | undefined): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const { running: _before, ...rest } = entry;
    this.#put(running === undefined ? rest : { ...rest, running });
  }

  /** Keeps, or with undefined forgets, the failure of a project's last run. */
  setFailure(key: string, failure: ProjectEntry['failure']): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.failure === failure) return;
    const { failure: _before, failureEdited: _edited, ...rest } = entry;
    this.#put(failure === undefined ? rest : { ...rest, failure });
  }

  /** Says that the text of a file is another: what a run said of a place in it holds no longer. */
  noteEdit(file: string): void {
    for (const entry of this.entries)
      if (entry.failure?.file === file && entry.failureEdited !== true)
        this.#put({ ...entry, failureEdited: true });
  }

  /** Keeps the databases that a run of a fleet failed on. */
  setFleetFailures(key: string, fleetFailures: ProjectEntry['fleetFailures']): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const { fleetFailures: _before, ...rest } = entry;
    this.#put(fleetFailures === undefined ? rest : { ...rest, fleetFailures });
  }

  dispose(): void {
    this.#discovery += 1;
    this.#entries.clear();
    this.#changed.dispose();
    this.#preferred.dispose();
    this.#read.dispose();
  }

  /** Looks for projects in all folders and returns their keys; those of a round that was overtaken are none. */
  async #find(): Promise<readonly string[]> {
    const round = ++this.#discovery;
    const found = await Promise.all(folders().map(async (folder) => this.#discoverIn(folder)));
    if (round !== this.#discovery) return [];
    this.#failures = found.flatMap((each) => each.failures);
    const fresh = new Map<string, ProjectEntry>();
    for (const entry of found.flatMap((each) => each.entries)) {
      // A folder and one inside it may both be open; the first one keeps the project.
      if (fresh.has(entry.key)) continue;
      fresh.set(entry.key, { ...entry, ...this.#known(entry.key) });
    }
    this.#entries.clear();
    for (const [key, entry] of fresh) this.#entries.set(key, entry);
    this.#changed.fire(undefined);
    return [...fresh.keys()];
  }

  async #refreshAll(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map(async (key) => this.refresh(key)));
  }

  async #reread(key: string): Promise<ProjectEntry | undefined> {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.running !== undefined) return entry;
    const reading = (this.#readings.get(key) ?? 0) + 1;
    this.#readings.set(key, reading);
    const seen = await databaseKey(entry.project.database);
    const part = await this.#statusOf(entry);
    const current = this.#entries.get(key);
    if (current === undefined || current.running !== undefined) return current;
    // Another reading began after this one: its answer is the one to wait for.
    if (this.#readings.get(key) !== reading) return this.#newest.get(key);
    const databaseChanged = this.#keys.get(key) !== seen;
    this.#keys.set(key, seen);
    this.#read.fire({ key, databaseChanged });
    const { status: _status, fleet: _fleet, problem: _problem, ...rest } = current;
    const read = part.status && { status: keepSame(current.status, part.status) };
    const next = withoutOldFailure({ ...rest, ...part, ...read }, current);
    // Nothing is redrawn when the engine says what it said before.
    if (isOther(next, current)) this.#put(next);
    return this.#entries.get(key);
  }

  #put(entry: ProjectEntry): void {
    this.#entries.set(entry.key, entry);
    this.#changed.fire(entry);
  }

  #known(key: string): Partial<ProjectEntry> {
    const before = this.#entries.get(key);
    if (before === undefined) return {};
    const { project: _project, folder: _folder, ...known } = before;
    return known;
  }

  async #discoverIn(
    folder: vscode.WorkspaceFolder,
  ): Promise<{ entries: readonly ProjectEntry[]; failures: readonly ConfigFailure[] }> {
    const { configFile, projectRoots } = folderSettings(folder);
    let found: Discovery;
    try {
      found = await this.#engine.read('discover', {
        folder: folder.uri.fsPath,
        ...(configFile !== '' && configFile !== '.fastmigrate' && { configFile }),
        ...(projectRoots.length > 0 && { roots: projectRoots }),
      });
    } catch (error) {
      this.#log.error(`looking for projects in ${folder.uri.fsPath}: ${messageOf(error)}`);
      return {
        entries: this.entries.filter((entry) => entry.folder.uri.path === folder.uri.path),
        failures: [],
      };
    }
    return {
      entries: found.projects.map((project) => ({
        key: `${project.database}#${project.migrations}`,
        folder,
        project,
        backups: [],
      })),
      failures: found.failures.map((failure) => ({ ...failure, folder })),
    };
  }

  async #statusOf(entry: ProjectEntry): Promise<StatusPart> {
    const { project } = entry;
    const openDatabase = isTrusted();
    try {
      if (project.fleet !== undefined)
        return { backups: [], ...(openDatabase && { fleet: await this.#looks.look(entry) }) };
      const [status, backups] = await Promise.all([
        this.#engine.read('status', { ...codeParams(entry), openDatabase }),
        openDatabase ? this.#engine.read('listBackups', { project }) : [],
      ]);
      // Thousands of rows were just read from their text; whatever waits comes before they are compared and drawn.
      await new Promise((resolve) => setImmediate(resolve));
      return { status, backups };
    } catch (error) {
      this.#log.warn(`status of ${project.database}: ${messageOf(error)}`);
      return { problem: problemOf(error), backups: [] };
    }
  }
}

function folders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(
    (folder) => folder.uri.scheme === 'file' && folderSettings(folder).enable,
  );
}

function problemOf(error: unknown): StatusProblem {
  const code = error instanceof EngineFailed ? error.data.failure.code : 'engine';
  return { code, message: messageOf(error) };
}

/** Whether two entries of a project show something else; statuses that say the same are one and the same. */
function isOther(next: ProjectEntry, current: ProjectEntry): boolean {
  const rest = ({ fleet, problem, backups, failure, fleetFailures }: ProjectEntry): string =>
    JSON.stringify([fleet, problem, backups, failure, fleetFailures]);
  return next.status !== current.status || rest(next) !== rest(current);
}

/** A failure belongs to a pending script; when that script got another status, it is history. */
function withoutOldFailure(next: ProjectEntry, before: ProjectEntry): ProjectEntry {
  if (next.fleet?.summary.state === 'CURRENT') {
    const { fleetFailures: _failures, ...rest } = next;
    return rest;
  }
  const { failure } = next;
  if (failure?.file === undefined) return next;
  const statusIn = (entry: ProjectEntry): string | undefined =>
    entry.status?.migrations.find((migration) => failure.file?.endsWith(migration.file) === true)
      ?.status;
  if (before.status === undefined || statusIn(next) === statusIn(before)) return next;
  const { failure: _failure, ...rest } = next;
  return rest;
}
