import { statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import type { Connection } from '../database/connection.ts';
import { foreignKeyTables, foreignKeyViolations } from '../database/foreignKeys.ts';
import type { Violations } from '../database/foreignKeys.ts';
import { openForScript } from '../database/open.ts';
import type { ScriptLibrary } from '../database/open.ts';
import { MigrateError } from '../errors.ts';

/** What is known of a database between two scripts, so that it need not be asked again. */
interface Known {
  /** `PRAGMA schema_version`, which every change of the schema raises. */
  schema: number;
  /** `PRAGMA data_version`, which changes when another connection commits. */
  data: number;
  /** Tables that have foreign keys. */
  children: readonly string[];
  violations: Violations;
  /** The recorded version, where only this engine can have written to its tables: see `recorded`. */
  version?: number;
}

interface Open {
  readonly connection: Connection;
  readonly real: string;
  readonly library: ScriptLibrary;
  /** The file that is open. */
  readonly file: string | undefined;
  known: Known | undefined;
  /** `PRAGMA data_version` in the open transaction, during which no other connection can commit. */
  data: number;
  /** Bytes of the file at the start of the transaction. */
  size: number;
  /** Whether a script changed settings, `writable_schema` perhaps. */
  unsettled: boolean;
}

/**
 * The connection that scripts run in, kept open from one to the next: opening a file costs a reading of its whole schema.
 * A script that leaves something behind in its connection, or asks what an earlier one left, gets one of its own.
 */
export class ScriptConnections {
  readonly #throwaway: boolean;
  #open: Open | undefined;

  /** A database that is thrown away afterwards need not survive the loss of power, and so waits for no disk. */
  constructor({ throwaway = false }: { readonly throwaway?: boolean } = {}) {
    this.#throwaway = throwaway;
  }

  /** Runs `body` with a connection for these scripts. After a failure the next call opens a new one. */
  use(
    real: string,
    library: ScriptLibrary,
    scripts: readonly string[],
    body: (connection: Connection) => void,
  ): void {
    const open = this.#take(real, library, scripts);
    const { connection } = open;
    try {
      body(connection);
      open.size = sizeInPlace(real, open.file);
    } catch (error) {
      this.close();
      throw error;
    }
    // What is temporary cannot be made without this word.
    const temporary = scripts.some((script) => /temp/i.test(script));
    if (scripts.some(leavesSettings) || (temporary && leavesTemporaries(connection))) this.close();
  }

  /** Looks whether other connections have committed. At the start of each write transaction, before what follows is asked. */
  begin(connection: Connection): void {
    const open = this.#of(connection);
    if (open === undefined) return;
    const data = numberOf(connection, 'data_version');
    // Otherwise it is as the last transaction left it.
    if (data !== open.data) open.size = sizeOf(open.real);
    open.data = data;
  }

  /**
   * Throws `changed-elsewhere` where somebody cut the file off since the transaction began, past the locks of SQLite: what
   * it commits would stand between holes. Before each commit.
   */
  requireWhole(connection: Connection): void {
    const open = this.#of(connection);
    if (open === undefined) return;
    const size = sizeOf(open.real);
    if (size >= open.size || (size > 0 && isLogged(connection))) return;
    const reason =
      'its file was cut off while the migration ran, so that a part of it is gone. Restore a backup';
    throw new MigrateError({
      code: 'changed-elsewhere',
      database: open.real,
      reason,
      leaves: 'unknown',
    });
  }

  /** The foreign key violations at the start of a transaction. */
  violations(connection: Connection): Violations {
    const open = this.#of(connection);
    // Since then this connection has written its own records only, which have no foreign keys.
    if (open?.known !== undefined && open.known.data === open.data) return open.known.violations;
    const schema = numberOf(connection, 'schema_version');
    const children = foreignKeyTables(connection);
    const violations = foreignKeyViolations(connection, children);
    if (open !== undefined) open.known = { schema, data: open.data, children, violations };
    return violations;
  }

  /** The foreign key violations after a script of the same transaction. */
  violationsAfter(connection: Connection, script: string): Violations {
    const open = this.#of(connection);
    const before = open?.known;
    // Where the script cannot have changed the children, an older number of the schema costs at most a look too many.
    const schema =
      before === undefined || changesChildren(script)
        ? numberOf(connection, 'schema_version')
        : before.schema;
    const children = before?.schema === schema ? before.children : foreignKeyTables(connection);
    const violations = foreignKeyViolations(connection, children);
    if (open !== undefined) open.known = { schema, data: open.data, children, violations };
    return violations;
  }

  /**
   * The version that the last migration of this connection recorded, where nothing can have changed it since, nor made
   * the tables anything else than they were then: no other connection has committed (`data_version`), and no script could
   * reach them. Otherwise undefined: they have to be looked at. Inside a transaction.
   */
  recorded(connection: Connection): number | undefined {
    const open = this.#of(connection);
    return open?.known?.data === open?.data ? open?.known?.version : undefined;
  }

  /** Notes what a script's migration was recorded as. `reached`: the script could reach the engine's tables. */
  record(connection: Connection, version: number, script: string, reached: boolean): void {
    const open = this.#of(connection);
    if (open === undefined) return;
    // With the schema open to writing, the scripts after it in the same transaction can hide what they do.
    if (leavesSettings(script)) open.unsettled = true;
    if (open.known !== undefined && !open.unsettled && !reached) open.known.version = version;
  }

  /** Closes what is open. Before another process or another connection works on the file, and at the end. */
  close(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.connection.close();
  }

  #take(real: string, library: ScriptLibrary, scripts: readonly string[]): Open {
    const open = this.#open;
    if (open?.real === real && open.library === library && !scripts.some(asksConnection))
      return open;
    this.close();
    const connection = openForScript(real, library);
    if (this.#throwaway) connection.exec('PRAGMA synchronous = OFF');
    const file = identityOf(exactStats(real));
    this.#open = {
      connection,
      real,
      library,
      file,
      known: undefined,
      data: 0,
      size: 0,
      unsettled: false,
    };
    return this.#open;
  }

  #of(connection: Connection): Open | undefined {
    return this.#open?.connection === connection ? this.#open : undefined;
  }
}

/** The bytes of a file. Throws `changed-elsewhere` where what was done is in one that has lost its name meanwhile. */
function sizeInPlace(database: string, file: string | undefined): number {
  const stats = exactStats(database);
  if (stats !== undefined && identityOf(stats) === file) return Number(stats.size);
  const reason =
    'another file has taken its place, or it is gone, so the migration may not be in what stands there now';
  // It was committed, in a file that nobody finds by its name any more.
  throw new MigrateError({ code: 'changed-elsewhere', database, reason, leaves: 'unknown' });
}

/** In write-ahead mode others may write the log into the file meanwhile, which can make that shorter. */
function isLogged(connection: Connection): boolean {
  return connection.get('PRAGMA journal_mode')?.['journal_mode'] === 'wal';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function exactStats(path: string): BigIntStats | undefined {
  return statSync(path, { throwIfNoEntry: false, bigint: true });
}

function identityOf(stats: BigIntStats | undefined): string | undefined {
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino}`;
}

/** Settings stay with a connection, and so do attached files. */
export function leavesSettings(script: string): boolean {
  return /pragma|attach/i.test(script);
}

/** These answer with what the statements before did, of whichever script they were. */
function asksConnection(script: string): boolean {
  return /last_insert_rowid|changes/i.test(script);
}

function leavesTemporaries(connection: Connection): boolean {
  return connection.get('SELECT 1 FROM sqlite_temp_schema LIMIT 1') !== undefined;
}

/** A table gets foreign keys, loses them or gets another name through one of these words only. */
function changesChildren(script: string): boolean {
  return /references|drop|rename/i.test(script);
}

function numberOf(connection: Connection, pragma: 'schema_version' | 'data_version'): number {
  return Number(connection.get(`PRAGMA ${pragma}`)?.[pragma]);
}
