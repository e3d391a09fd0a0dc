import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../support/process.ts';

const FOLDER = join(import.meta.dirname, '../golden');

/** One command of the real tool, and what it came to. */
export interface Step {
  readonly command: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a database holds, as far as a tool that reads it can tell. */
export interface Content {
  readonly journal_mode: string;
  readonly integrity: string;
  readonly objects: readonly {
    readonly type: string;
    readonly name: string;
    readonly table: string;
    readonly sql: string | null;
  }[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** `facts.json` of one folder of databases that the real tool made. */
export interface Facts {
  readonly version?: number | null;
  /** Versions that a custom backend of the folder has counted. */
  readonly ledger?: readonly number[];
  readonly pending?: readonly number[];
  readonly db?: string;
  readonly migrations?: string;
  readonly what_the_real_tool_says_next: readonly Step[];
  readonly state_after_that_on_a_copy: {
    readonly files: readonly string[];
    readonly dbs: Readonly<Record<string, Content>>;
  };
}

/** Names of the folders in test/golden that hold fastmigrate projects. */
export function goldenNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.startsWith('fm-'))
    .toSorted();
}

/** The recorded facts of one folder. */
export function readFacts(name: string): Facts {
  return JSON.parse(readFileSync(join(FOLDER, name, 'facts.json'), 'utf8')) as Facts;
}

const READ = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row
shown = [dict(r) for r in db.execute("SELECT type, name, tbl_name AS 'table', sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\\\_%' ESCAPE '\\\\' ORDER BY type, name")]
rows = {o['name']: [dict(r) for r in db.execute(f'SELECT * FROM "{o["name"]}" ORDER BY 1')] for o in shown if o['type'] == 'table'}
print(json.dumps({
    'journal_mode': db.execute('PRAGMA journal_mode').fetchone()[0],
    'integrity': db.execute('PRAGMA integrity_check').fetchone()[0],
    'objects': shown, 'rows': rows}))
`;

/** What Python's own sqlite3 module reads in a database. */
export function readContent(file: string): Content {
  return JSON.parse(python(READ, file)) as Content;
}
