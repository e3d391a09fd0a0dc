import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import { hasNodeSqlite, openForScript, using } from '../database/open.ts';
import { createDatabase } from '../database/version.ts';
import type { Project } from '../project/project.ts';
import { definitionsOf } from '../schema/schemaText.ts';
import type { Schema } from '../schema/model.ts';
import { readOnlyWalk, walkScript } from './walk.ts';
import type { Walk, WalkOptions } from './walk.ts';

/** What a script finds: a database file that the scripts before have made, the schema alone, or nothing known. */
export type Ground =
  | { readonly kind: 'image'; readonly image: Uint8Array }
  | { readonly kind: 'schema'; readonly schema: Schema }
  | { readonly kind: 'unknown' };

/** What a scratch database may grow by, in pages of 4 KB: a statement that never ends must not fill the disk. */
const MOST_PAGES = 65_536;

/** A scratch database in a folder of its own, in which scripts are walked one after the other. */
export class Scratch {
  readonly #file: string;
  readonly #convention: Project['convention'];
  #kind: Ground['kind'] = 'unknown';

  constructor(folder: string, { convention }: Pick<Project, 'convention'>) {
    this.#file = join(folder, 'lint.db');
    this.#convention = convention;
  }

  /** Begins anew. */
  put(ground: Ground): void {
    this.#kind = ground.kind;
    if (ground.kind === 'image') writeFileSync(this.#file, ground.image, { mode: 0o600 });
    if (ground.kind !== 'schema') return;
    rmSync(this.#file, { force: true });
    createDatabase(this.#file, this.#convention);
    using(openForScript(this.#file, 'better-sqlite3'), (connection) => {
      connection.exec('BEGIN');
      for (const { sql } of definitionsOf(ground.schema)) make(connection, sql);
      connection.exec('COMMIT');
    });
  }

  /** Walks a script, and leaves the database as the script does. */
  walk(text: string, options: Omit<WalkOptions, 'rows'> = {}): Walk {
    if (this.#kind === 'unknown') return readOnlyWalk(text);
    // Stock SQLite takes double-quoted strings, and so does a run.
    const library = hasNodeSqlite() ? 'node' : 'better-sqlite3';
    return using(openForScript(this.#file, library), (connection) => {
      connection.exec(`PRAGMA synchronous = OFF; PRAGMA max_page_count = ${MOST_PAGES}`);
      return walkScript(connection, text, { ...options, rows: this.#kind === 'image' });
    });
  }
}

/** An object of a database that this process cannot make, for want of a module say, is left out. */
function make(connection: Connection, sql: string): void {
  try {
    connection.exec(sql);
  } catch (error) {
    if (!(error instanceof SqliteFailure)) throw error;
  }
}
