import type { Connection, SqliteCode } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import { foreignKeyViolations, newViolations } from '../database/foreignKeys.ts';
import type { ForeignKeyViolation } from '../errors.ts';
import { brokenObjects } from '../schema/data/brokenObjects.ts';
import type { Schema } from '../schema/model.ts';
import type { Lexeme } from '../schema/parse/reader.ts';
import { errorOffset } from '../sql/errorOffset.ts';
import { foldName } from '../sql/identifier.ts';
import { splitStatements } from '../sql/split.ts';
import type { Statement } from '../sql/split.ts';
import { transactionUse } from '../sql/statementKind.ts';
import { nextToken } from '../sql/token.ts';
import { Cascade } from './cascade.ts';
import { formOf, readLexemes } from './form.ts';
import type { StatementForm } from './form.ts';
import { failureWithRow } from './sampleRow.ts';
import { EMPTY_SCHEMA, Snapshots } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { textLiterals } from './textLiteral.ts';

/** Why SQLite does not take a statement. Offsets are those of the script. */
export interface StatementError {
  readonly message: string;
  readonly code: SqliteCode;
  readonly start: number;
  readonly end: number;
}

/** One statement of a script with what it does. `before` and `after` are empty where no schema is known. */
export interface WalkedStatement extends Statement {
  readonly lexemes: readonly Lexeme[];
  readonly form: StatementForm;
  readonly before: Schema;
  readonly after: Schema;
  /** Why it fails; null also for what only follows from an earlier failure. */
  readonly error: StatementError | null;
  /** Why it fails as soon as its table has a row, where it has none. */
  readonly errorWithRow: StatementError | null;
  /** Tokens in double quotes that SQLite takes for strings. */
  readonly textLiterals: readonly Lexeme[];
}

/** What running a script in a scratch database has shown. */
export interface Walk {
  readonly text: string;
  readonly statements: readonly WalkedStatement[];
  /** Whether a schema was known to begin with. */
  readonly known: boolean;
  readonly start: Schema;
  readonly end: Schema;
  /** Foreign key violations that the script leaves. */
  readonly violations: readonly ForeignKeyViolation[];
  /** Views and triggers that worked before the script and do not after it, such as `view totals`, with SQLite's message. */
  readonly broken: ReadonlyMap<string, string>;
  /** Names of the pragmas that SQLite knows; empty where that was not asked. */
  readonly pragmas: ReadonlySet<string>;
}

export interface WalkOptions {
  /** Whether the scratch database has the rows that the scripts before made. Else statements on rows are only compiled. */
  readonly rows: boolean;
  /** Only compile statements that could go on for ever: for a text that is being typed. */
  readonly bounded?: boolean;
}

/** A script without a database: only what its text tells. */
export function readOnlyWalk(text: string): Walk {
  const statements = splitStatements(text).map((statement): WalkedStatement => {
    const lexemes = readLexemes(statement.text);
    const form = formOf(statement.text, lexemes);
    return {
      ...statement,
      lexemes,
      form,
      before: EMPTY_SCHEMA,
      after: EMPTY_SCHEMA,
      error: null,
      errorWithRow: null,
      textLiterals: [],
    };
  });
  return {
    text,
    statements,
    known: false,
    start: EMPTY_SCHEMA,
    end: EMPTY_SCHEMA,
    violations: [],
    broken: new Map(),
    pragmas: new Set(),
  };
}

/**
 * Runs the statements of a script one after the other in a scratch database that is as the script finds it, going on
 * after those that fail, and leaves it as the script would. What works on transactions or other files is not run.
 */
export function walkScript(connection: Connection, text: string, options: WalkOptions): Walk {
  const snapshots = new Snapshots(connection);
  const first = snapshots.take();
  const violations = options.rows ? foreignKeyViolations(connection) : new Map();
  const broken = brokenObjects(connection, first.schema);
  const walker = new Walker(connection, snapshots, options);
  connection.exec('BEGIN');
  const statements = splitStatements(text).map((statement) => walker.walk(statement));
  if (connection.inTransaction) connection.exec('COMMIT');
  const last = snapshots.take();
  const nowBroken = [...brokenObjects(connection, last.schema)].filter(([key]) => !broken.has(key));
  return {
    text,
    statements,
    known: true,
    start: first.schema,
    end: last.schema,
    violations: options.rows ? newViolations(violations, foreignKeyViolations(connection)) : [],
    broken: new Map(nowBroken),
    pragmas: pragmasOf(connection),
  };
}

function pragmasOf(connection: Connection): ReadonlySet<string> {
  return new Set(
    connection.all('SELECT name FROM pragma_pragma_list').map(({ name }) => String(name)),
  );
}

class Walker {
  readonly #connection: Connection;
  readonly #snapshots: Snapshots;
  readonly #options: WalkOptions;
  readonly #cascade = new Cascade();
  /** Tables that the script made itself, folded: they have the rows that it gives them. */
  readonly #made = new Set<string>();
  #state: Snapshot;
  /** Whether the schema is not what the script has here: a failure took all back, or another file would be attached. */
  #lost = false;

  constructor(connection: Connection, snapshots: Snapshots, options: WalkOptions) {
    this.#connection = connection;
    this.#snapshots = snapshots;
    this.#options = options;
    this.#state = snapshots.take();
  }

  walk(statement: Statement): WalkedStatement {
    const lexemes = readLexemes(statement.text);
    const form = formOf(statement.text, lexemes);
    const before = this.#state;
    const runs = !this.#lost && transactionUse(statement.text) === null;
    const strings = runs ? textLiterals(this.#connection, statement.text, lexemes) : [];
    const withRow = runs ? this.#failureWithRow(before.schema, statement.text, form) : null;
    if (transactionUse(statement.text) === 'attach') this.#lost = true;
    const failure = runs ? this.#run(statement.text, form) : null;
    const error = failure && this.#place(statement, failure);
    const follows = failure !== null && this.#cascade.explains(failure.message);
    if (failure !== null) this.#cascade.add(form);
    if (failure === null) this.#state = this.#snapshots.take();
    this.#note(form);
    const after = this.#state;
    return {
      ...statement,
      lexemes,
      form,
      get before() {
        return before.schema;
      },
      get after() {
        return after.schema;
      },
      error: follows ? null : error,
      errorWithRow: error === null && withRow ? this.#place(statement, withRow) : null,
      textLiterals: strings,
    };
  }

  #failureWithRow(schema: Schema, text: string, form: StatementForm): SqliteFailure | null {
    if (form.kind !== 'add-column' || this.#made.has(foldName(form.table))) return null;
    return failureWithRow(this.#connection, schema, form.table, text);
  }

  #note(form: StatementForm): void {
    if (form.kind === 'create') this.#made.add(foldName(form.name));
    if (form.kind === 'rename-table' && this.#made.has(foldName(form.table)))
      this.#made.add(foldName(form.to));
  }

  #run(text: string, form: StatementForm): SqliteFailure | null {
    try {
      if (this.#compilesOnly(text, form)) {
        const message = this.#connection.compileError(text);
        return message === null ? null : new SqliteFailure('ERROR', 'SQLITE_ERROR', message);
      }
      this.#connection.exec(text);
      return null;
    } catch (error) {
      if (!(error instanceof SqliteFailure)) throw error;
      // OR ROLLBACK and RAISE(ROLLBACK) end the transaction, and what comes after would be about another schema.
      if (!this.#connection.inTransaction) this.#lost = true;
      return error;
    }
  }

  #compilesOnly(text: string, { kind }: StatementForm): boolean {
    if (!/^(?:insert|update|delete|select)$/.test(kind)) return false;
    return !this.#options.rows || (this.#options.bounded === true && /recursive/i.test(text));
  }

  #place({ text, start }: Statement, { message, code }: SqliteFailure): StatementError {
    const offset = errorOffset(text, message, (sql) => this.#connection.compileError(sql));
    const token = nextToken(text, offset);
    return { message, code, start: start + offset, end: start + (token?.end ?? text.length) };
  }
}
