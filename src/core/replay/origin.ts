import { readVersion } from '../database/version.ts';
import { BUSY_TIMEOUT } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { readFolder } from '../migration/folder.ts';
import type { MigrationFile } from '../migration/folder.ts';
import { readScript } from '../migration/script.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { foldName, sameName, unquote } from '../sql/identifier.ts';
import { positionAt } from '../sql/position.ts';
import { splitStatements } from '../sql/split.ts';
import { mentions } from '../sql/statementKind.ts';
import { significantTokens } from '../sql/token.ts';
import type { Schema, SchemaObject } from '../schema/model.ts';
import { replay } from './replay.ts';
import type { ReplayOptions } from './replay.ts';
import type { StoredDefinition } from '../schema/schemaText.ts';

/** What somebody asks about. A virtual table is a table. */
export interface OriginSubject {
  readonly type: StoredDefinition['type'];
  readonly name: string;
  /** A column of the table. */
  readonly column?: string;
}

/** The script that made something as it is, or changed it last. */
export interface Origin {
  readonly version: number;
  /** File name without its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Which script made an object or a column as it is, found by applying the scripts one by one to an empty database.
 * Null where no script up to the database's version did. Throws as `schemaAtVersion`.
 */
export async function originOf(
  project: Project,
  subject: OriginSubject,
  runtime: Runtime,
  options: ReplayOptions = {},
): Promise<Origin | null> {
  const until = lastApplied(project);
  let now: string | undefined;
  let version = 0;
  const onVersion = ({ version: at, schema }: { version: number; schema: Schema }): void => {
    const then = definitionOf(schema, subject);
    if (then !== now) version = at;
    now = then;
  };
  await replay(project, until, runtime, { ...options, all: true, onVersion });
  if (now === undefined) return null;
  const made = readFolder(project).migrations.find((migration) => migration.version === version);
  return made === undefined ? null : { version, file: made.file, line: lineOf(made, subject) };
}

/** The highest version of a script that the database has; of all, where it cannot be asked. */
function lastApplied(project: Project): number {
  const versions = readFolder(project).migrations.map(({ version }) => version);
  const applied = versionOf(project) ?? Infinity;
  return versions.findLast((version) => version <= applied) ?? 0;
}

function versionOf({ database, convention }: Project): number | undefined {
  try {
    return readVersion(database, BUSY_TIMEOUT, convention);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return undefined;
  }
}

/** A text that is the same as long as nothing changes the subject; undefined where it is not there. */
function definitionOf(schema: Schema, { type, name, column }: OriginSubject): string | undefined {
  if (column === undefined) return named(objectsOf(schema, type), name)?.canonical;
  const table = named(schema.tables, name);
  const item = table?.layout.items.find((each) => sameName(each.column?.name ?? '', column));
  return item?.column === undefined ? undefined : item.canonical;
}

function objectsOf(schema: Schema, type: OriginSubject['type']): readonly SchemaObject[] {
  switch (type) {
    case 'table':
      return [...schema.tables, ...schema.virtualTables];
    case 'index':
      return schema.indexes;
    case 'view':
      return schema.views;
    case 'trigger':
      return schema.triggers;
  }
}

function named<T extends { readonly name: string }>(
  objects: readonly T[],
  name: string,
): T | undefined {
  return objects.find((object) => foldName(object.name) === foldName(name));
}

/** The line of the last statement about the subject; of a column, if possible one that names both. */
function lineOf({ kind, path }: MigrationFile, { type, name, column }: OriginSubject): number {
  if (kind !== 'sql') return 1;
  const { text } = readScript(path);
  const naming = splitStatements(text).filter((statement) => mentions(statement.text, [name]));
  const about = naming.filter((statement) =>
    targetsOf(statement.text, type).includes(foldName(name)),
  );
  const both = about.filter((statement) => mentions(statement.text, [column ?? name]));
  const found = both.at(-1) ?? about.at(-1) ?? naming.at(-1);
  return found === undefined ? 1 : positionAt(text, found.start).line;
}

/** Words between CREATE or ALTER and the name of what is made or changed. */
const BEFORE_NAME: ReadonlySet<string> = new Set(
  'temp temporary unique virtual table index view trigger if not exists'.split(' '),
);

/** The folded names of what a statement of this type makes or changes: of a rename, the new name too. */
function targetsOf(statement: string, type: OriginSubject['type']): string[] {
  const tokens = [...significantTokens(statement)]
    .filter(({ kind }) => kind !== 'semicolon')
    .map(({ kind, start, end }) => ({
      kind,
      name: foldName(unquote(statement.slice(start, end))),
    }));
  const verb = tokens[0]?.name;
  if (verb !== 'alter' && verb !== 'create') return [];
  const at = tokens.findIndex(
    ({ kind, name }, index) => index > 0 && !(kind === 'word' && BEFORE_NAME.has(name)),
  );
  if (verb === 'create' && !tokens.slice(1, at).some(({ name }) => name === type)) return [];
  const qualified = tokens[at + 1]?.name === '.';
  const target = tokens[qualified ? at + 2 : at]?.name;
  const renamed =
    verb === 'alter' && tokens.at(-3)?.name === 'rename' ? tokens.at(-1)?.name : undefined;
  return [target, renamed].filter((each) => each !== undefined);
}
