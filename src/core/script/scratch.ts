import type { Connection } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import { hasNodeSqlite, openScratchFor } from '../database/open.ts';
import { createHistory } from '../database/version.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** What `createDatabase` makes, so that a script may ask for the version. */
const VERSION_TABLE =
  'CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0)';

/** What trying a statement in a scratch database has shown. */
export type Trial =
  | { readonly kind: 'fine' | 'skipped' }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * A database in memory that has a schema and no rows. Of a statement, only what it does to the schema is done, so that
 * no text that is being typed can run for long, reach a file or change anything.
 */
export class Scratch {
  readonly #connection: Connection;

  constructor() {
    // Node's library takes double-quoted strings, as a run does in the end.
    this.#connection = openScratchFor(hasNodeSqlite() ? 'node' : 'better-sqlite3');
    this.#connection.exec(VERSION_TABLE);
    createHistory(this.#connection);
  }

  /** Tries one statement; a change of the schema stays. Never throws. */
  try(statement: string): Trial {
    const words = wordsOf(statement);
    switch (words[0]?.keyword) {
      case 'create':
      case 'alter':
      case 'drop':
        return this.#run(withoutRows(statement, words));
      case 'pragma':
        return words.some(({ keyword }) => keyword === 'legacy_alter_table')
          ? this.#run(statement)
          : { kind: 'skipped' };
      case undefined:
      case 'begin':
      case 'commit':
      case 'end':
      case 'rollback':
      case 'savepoint':
      case 'release':
      case 'attach':
      case 'detach':
      case 'vacuum':
        return { kind: 'skipped' };
      default:
        return result(this.compileError(statement));
    }
  }

  /** SQLite's message where a statement does not compile, else null. */
  compileError(statement: string): string | null {
    return this.#connection.compileError(statement);
  }

  /** The schema now. Throws `unreadable-schema`. */
  schema(): Schema {
    return inspect(this.#connection);
  }

  /** Does something and takes back what it did to the schema. */
  undoing<T>(body: () => T): T {
    this.#connection.exec('BEGIN');
    try {
      return body();
    } finally {
      this.#connection.exec('ROLLBACK');
      this.#connection.exec('PRAGMA legacy_alter_table = OFF');
    }
  }

  close(): void {
    this.#connection.close();
  }

  #run(statement: string): Trial {
    try {
      this.#connection.exec(statement);
      return { kind: 'fine' };
    } catch (error) {
      if (!(error instanceof SqliteFailure)) throw error;
      return { kind: 'failed', message: error.message };
    }
  }
}

function result(message: string | null): Trial {
  return message === null ? { kind: 'fine' } : { kind: 'failed', message };
}

/** CREATE TABLE … AS SELECT reads no row: the query could go on for ever. */
function withoutRows(statement: string, words: readonly Word[]): string {
  const table = words.slice(1, 3).some(({ keyword }) => keyword === 'table');
  if (words[0]?.keyword !== 'create' || !table) return statement;
  const as = words.find(({ keyword }, at) => keyword === 'as' && at < 9);
  const open = words.find(({ kind, text }) => kind === 'operator' && text === '(');
  if (as === undefined || (open !== undefined && open.start < as.start)) return statement;
  const last = words.at(-1);
  const end = last?.kind === 'semicolon' ? last.start : statement.length;
  return `${statement.slice(0, as.end)} SELECT * FROM (${statement.slice(as.end, end)}\n) LIMIT 0`;
}
