import { MigrateError } from '../errors.ts';
import type { HistoryRow } from '../migration/history.ts';
import type { Backend, Capability, Hook, Purpose } from './backend.ts';
import { HookFailure } from './hookProcess.ts';
import type { HookProcess } from './hookProcess.ts';
import type { Redact } from './redact.ts';
import type { DatabaseArgument } from './openBackend.ts';

/** What is known of a module once it is loaded. */
export interface HookModule extends Pick<Backend, 'file' | 'name' | 'loop'> {
  readonly missing: readonly Capability[];
  readonly database: DatabaseArgument;
  /** The database as people see it. */
  readonly shown: string;
  /** Takes secrets out of what hooks throw. */
  readonly redact: Redact;
  readonly found: ReadonlySet<Hook>;
  /** A hook's name in the language of the module. */
  readonly nameOf: (hook: Hook) => string;
}

/** A backend whose hooks run in another process. */
export class HookBackend implements Backend {
  readonly file: string;
  readonly name: string;
  readonly missing: readonly Capability[];
  readonly loop?: string;
  readonly argument: string;
  readonly #process: HookProcess;
  readonly #module: HookModule;
  #connected = false;
  #waited = 0;

  constructor(process: HookProcess, module: HookModule) {
    this.#process = process;
    this.#module = module;
    this.file = module.file;
    this.name = module.name;
    this.missing = module.missing;
    this.argument = module.database.value;
    if (module.loop !== undefined) this.loop = module.loop;
  }

  has(hook: Hook): boolean {
    return this.#module.found.has(hook);
  }

  async connect(purpose: Purpose, wait: number): Promise<void> {
    this.#waited = wait;
    await this.#call('getConnection', [this.#module.database], { purpose, wait });
    this.#connected = true;
  }

  async ensureMetaTable(): Promise<void> {
    await this.#call('ensureMetaTable');
  }

  async getVersion(): Promise<number> {
    return this.#version('getVersion', await this.#call('getVersion'));
  }

  async readVersion(): Promise<number | null | undefined> {
    if (!this.has('readVersion')) return undefined;
    const version = await this.#call('readVersion');
    return version === null ? null : this.#version('readVersion', version);
  }

  async setVersion(version: number): Promise<void> {
    await this.#call('setVersion', [version]);
  }

  async executeSql(sql: string): Promise<void> {
    if ((await this.#call('executeSql', [sql])) === false)
      throw this.#failed('executeSql', 'it returned false');
  }

  async readHistory(): Promise<ReadonlyMap<number, HistoryRow> | undefined> {
    if (this.missing.includes('history')) return undefined;
    const rows = await this.#call('readHistory');
    if (rows === null) return undefined;
    // Each bridge makes such rows of whatever the hook returns.
    return new Map((rows as readonly HistoryRow[]).map((row) => [row.id, row]));
  }

  async ensureHistory(): Promise<void> {
    await this.#call('ensureHistory');
  }

  async record(row: HistoryRow): Promise<void> {
    await this.#call('recordMigration', [row]);
  }

  async forget(version: number): Promise<void> {
    if (this.has('forgetMigrations')) await this.#call('forgetMigrations', [version]);
  }

  async begin(): Promise<void> {
    await this.#call('begin');
  }

  async commit(): Promise<void> {
    await this.#call('commit');
  }

  async rollback(): Promise<void> {
    await this.#call('rollback');
  }

  async lock(wait: number): Promise<void> {
    if (this.missing.includes('lock')) return;
    this.#waited = wait;
    // Seconds in both languages, as Python counts time.
    if ((await this.#call('lock', [wait / 1000])) === false) throw this.#busy();
  }

  async unlock(): Promise<void> {
    if (!this.missing.includes('lock')) await this.#call('unlock');
  }

  async backup(): Promise<string> {
    return String(await this.#call('backup'));
  }

  async close(): Promise<void> {
    try {
      if (this.#connected && this.has('closeConnection')) await this.#call('closeConnection');
    } catch (error) {
      // Everything is done by now; the process ends in any case, and the connection with it.
      if (!(error instanceof MigrateError)) throw error;
    } finally {
      await this.#process.end();
    }
  }

  async #call(hook: Hook, given: readonly unknown[] = [], more: object = {}): Promise<unknown> {
    const { nameOf } = this.#module;
    try {
      return await this.#process.request({
        method: 'call',
        hook: nameOf(hook),
        arguments: given,
        ...more,
      });
    } catch (error) {
      if (!(error instanceof HookFailure)) throw error;
      const { type, message, busy } = error.hookError;
      if (busy === true) throw this.#busy();
      throw this.#failed(hook, type === 'Lost' ? message : `${type}: ${message}`, error);
    }
  }

  #failed(hook: Hook, reason: string, cause?: HookFailure): MigrateError {
    const { file, nameOf, redact } = this.#module;
    const said = redact(reason);
    return new MigrateError(
      { code: 'backend-failed', file, hook: nameOf(hook), reason: said, outcome: 'none' },
      cause === undefined ? undefined : { cause },
    );
  }

  #busy(): MigrateError {
    const { shown } = this.#module;
    return new MigrateError({ code: 'busy', database: shown, waitedMs: this.#waited, by: 'run' });
  }

  #version(hook: Hook, value: unknown): number {
    const version = Number(value);
    if (Number.isSafeInteger(version) && version >= 0) return version;
    throw this.#failed(hook, `${String(value)} is no version`);
  }
}
