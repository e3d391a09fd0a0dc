import { stampOf } from '../database/fileStamp.ts';
import { reading } from '../database/open.ts';
import { requireVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import { readFolder } from '../migration/folder.ts';
import type { MigrationFile } from '../migration/folder.ts';
import { readScript } from '../migration/script.ts';
import { classifyName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import { definitionsOf } from '../schema/schemaText.ts';
import { splitStatements } from '../sql/split.ts';
import { Scratch } from './scratch.ts';

/** The schema that a script finds, in a database in which its statements can be tried. */
export interface Ground {
  readonly scratch: Scratch;
  /** Why the schema may be another one, as a clause such as `0004-fill.py is a program`; null where it is known. */
  readonly doubt: string | null;
}

/** Milliseconds that a look at the working database waits for a lock. The scripts alone tell nearly as much. */
const GLANCE = 250;
/** How many scripts are worked on at a time. */
const KEPT = 4;

interface Kept {
  readonly signature: string;
  readonly ground: Ground;
}

/** Remembers the grounds of the scripts that were asked about last. */
export class Grounds {
  readonly #kept = new Map<string, Kept>();

  /**
   * The ground of a script: the working database with the scripts that are pending before it, or, where the script is
   * applied or there is no database, the scripts before it alone. The file need not exist. Reads only.
   */
  before(project: Project, file: string): Ground {
    const previous = scriptsBefore(project, file);
    const key = `${project.database}\0${file}`;
    const signature = signatureOf(project, previous);
    const kept = this.#kept.get(key);
    if (kept?.signature === signature) return kept.ground;
    kept?.ground.scratch.close();
    this.#kept.delete(key);
    const ground = makeGround(project, file, previous);
    this.#kept.set(key, { signature, ground });
    for (const [oldest, { ground: old }] of [...this.#kept].slice(0, -KEPT)) {
      old.scratch.close();
      this.#kept.delete(oldest);
    }
    return ground;
  }
}

/** The numbered scripts before a file, in order. A file without a number comes after all. */
export function scriptsBefore(project: Project, file: string): readonly MigrationFile[] {
  const version = versionOf(project, file) ?? Infinity;
  return allScripts(project).filter((script) => script.version < version && script.file !== file);
}

/** The numbered scripts of a project; none where there is no folder. */
export function allScripts(project: Project): readonly MigrationFile[] {
  try {
    return readFolder(project).migrations;
  } catch (error) {
    if (MigrateError.is(error, 'no-migrations-folder')) return [];
    throw error;
  }
}

function versionOf({ convention }: Project, file: string): number | undefined {
  const name = classifyName(file, convention);
  return name.kind === 'script' ? name.version : undefined;
}

/** Changes whenever the ground may: sizes and times of the files behind it. */
function signatureOf({ database }: Project, previous: readonly MigrationFile[]): string {
  const files = [database, `${database}-wal`, ...previous.map(({ path }) => path)];
  return files
    .map((file) => {
      const stats = stampOf(file);
      return stats === undefined
        ? '-'
        : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
    })
    .join(' ');
}

function makeGround(project: Project, file: string, previous: readonly MigrationFile[]): Ground {
  const scratch = new Scratch();
  const live = liveSchema(project);
  const own = versionOf(project, file) ?? Infinity;
  const usable = live !== undefined && live.version < own;
  const doubts: string[] = usable ? load(scratch, live.schema) : [];
  const from = usable ? live.version : 0;
  for (const script of previous) {
    if (script.version <= from && usable) continue;
    doubts.push(...play(scratch, script));
  }
  scratch.try('PRAGMA legacy_alter_table = OFF');
  return { scratch, doubt: doubts[0] ?? null };
}

interface LiveSchema {
  readonly version: number;
  readonly schema: Schema;
}

/** What the working database holds, or undefined where it cannot be told. */
function liveSchema({ database, convention }: Project): LiveSchema | undefined {
  try {
    return reading(
      database,
      (connection) => ({
        version: requireVersion(connection, database, convention),
        schema: inspect(connection),
      }),
      GLANCE,
    );
  } catch (error) {
    if (error instanceof MigrateError) return undefined;
    throw error;
  }
}

function load(scratch: Scratch, schema: Schema): string[] {
  return definitionsOf(schema).flatMap(({ type, name, sql }) =>
    scratch.try(sql).kind === 'failed' ? [`the ${type} ${name} cannot be made here`] : [],
  );
}

/** Does what a script does to the schema. Returns doubts about that. */
function play(scratch: Scratch, { file, path, kind }: MigrationFile): string[] {
  if (kind !== 'sql') return [`${file} is a program`];
  const text = textOf(path);
  if (text === undefined) return [`${file} cannot be read`];
  const failed = splitStatements(text).some(
    (statement) => scratch.try(statement.text).kind === 'failed',
  );
  return failed ? [`${file} has a statement that fails`] : [];
}

/** A script's text, or undefined where it cannot be read; the status tells what is wrong with it. */
export function textOf(path: string): string | undefined {
  try {
    return readScript(path).text;
  } catch (error) {
    if (error instanceof MigrateError) return undefined;
    throw error;
  }
}
