import { dirname } from 'node:path';
import { reading } from '../../database/open.ts';
import { MigrateError, whatOf } from '../../errors.ts';
import { displayPath } from '../../project/discover.ts';
import { commandWords } from '../../project/schemaSource.ts';
import type { ProcessFacts } from '../../runtime.ts';
import { inspect } from '../inspect.ts';
import type { Schema } from '../model.ts';
import { comparableText } from '../schemaText.ts';
import { moduleCommand } from './moduleCommand.ts';
import { PrintedCache } from './printedCache.ts';
import { schemaOfTexts } from './scratch.ts';
import { isCode, kindOfSource, sourceFailure } from './sourceKind.ts';
import type { SourceKind } from './sourceKind.ts';
import { SOURCE_TIMEOUT } from './sourceProcess.ts';
import { readSql, readSqlFolder } from './sqlText.ts';
import type { SqlText } from './sqlText.ts';

/** What loading a desired schema needs from outside. */
export interface DesiredOptions {
  /** Folder that code runs in. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Interpreters for scripts; the first also for a command that begins with `python` or `python3`. */
  readonly python: string;
  readonly shell: string;
  /** How modules are run; without it they are refused. */
  readonly node?: ProcessFacts;
  /** Milliseconds that code may take; a minute by default. */
  readonly timeoutMs?: number;
  /** Remembers what code printed. */
  readonly cache?: PrintedCache;
  /** Scripts that belong to every desired schema of the project; not to one that is a database. */
  readonly further?: readonly string[];
}

/** A schema that a project is to have. */
export interface DesiredSchema {
  /** Hints about earlier names are in its tables and columns. */
  readonly schema: Schema;
  /** All of it as SQL, in a stable order. */
  readonly sql: string;
  /** What messages call the source. */
  readonly source: string;
  /** Whether code of the project ran to tell it. */
  readonly code: boolean;
}

/**
 * Loads a desired schema from a `.sql` file, a folder of them, a database, a module, a script or a command, as
 * `Project.schema` names it. Code runs in a process of its own.
 * Throws `schema-failed` with the place of a statement, or `schema-source-failed`.
 */
export function loadDesired(schema: string, options: DesiredOptions): DesiredSchema {
  const kind = kindOfSource(schema);
  const source = sourceName(schema, options.root);
  const loaded = schemaFrom(kind, schema, source, options);
  return { schema: loaded, sql: comparableText(loaded), source, code: isCode(kind) };
}

/** Whether telling a desired schema takes running code of the project. False where nothing stands at the source. */
export function isCodeSource(schema: string): boolean {
  try {
    return isCode(kindOfSource(schema));
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return false;
  }
}

function sourceName(schema: string, root: string): string {
  return schema.startsWith('!') ? schema.slice(1).trim() : displayPath(schema, root);
}

function schemaFrom(
  kind: SourceKind,
  schema: string,
  source: string,
  options: DesiredOptions,
): Schema {
  if (kind === 'database') return databaseSchema(schema, source);
  const further = (options.further ?? []).map(readSql);
  return schemaOfTexts([...textsOf(kind, schema, source, options), ...further], source);
}

function textsOf(
  kind: Exclude<SourceKind, 'database'>,
  schema: string,
  source: string,
  options: DesiredOptions,
): readonly SqlText[] {
  switch (kind) {
    case 'sql':
      return [readSql(schema)];
    case 'folder':
      return readSqlFolder(schema);
    case 'module':
      return printed(moduleWords(schema, source, options), codeFolder(schema, options), source, {
        ...options,
        env: { ...options.env, ELECTRON_RUN_AS_NODE: '1' },
      });
    case 'script':
      return printed(scriptWords(schema, options), codeFolder(schema, options), source, options);
    case 'command':
      return printed(wordsOfCommand(schema, source, options), options.root, source, options);
  }
}

function printed(
  words: readonly string[],
  folder: string,
  source: string,
  { root, env, timeoutMs = SOURCE_TIMEOUT, cache = new PrintedCache() }: DesiredOptions,
): readonly SqlText[] {
  return [
    { file: null, text: cache.printed({ source, words, cwd: root, env, timeoutMs }, folder) },
  ];
}

/** Where the code is that a file may use. */
function codeFolder(schema: string, { root }: DesiredOptions): string {
  return displayPath(schema, root) === schema ? dirname(schema) : root;
}

function moduleWords(schema: string, source: string, { node }: DesiredOptions): readonly string[] {
  if (node !== undefined) return moduleCommand(node, schema);
  throw sourceFailure(
    source,
    'this program cannot run modules. Name a command that prints the DDL',
  );
}

function scriptWords(schema: string, { python, shell }: DesiredOptions): readonly string[] {
  return [schema.toLowerCase().endsWith('.py') ? python : shell, schema];
}

function wordsOfCommand(
  schema: string,
  source: string,
  { python }: DesiredOptions,
): readonly string[] {
  const [program, ...rest] = commandWords(schema) ?? [];
  if (program === undefined) throw sourceFailure(source, 'it names no command');
  return [program === 'python' || program === 'python3' ? python : program, ...rest];
}

function databaseSchema(path: string, source: string): Schema {
  try {
    return reading(path, inspect);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const reason = 'reason' in error.failure ? error.failure.reason : whatOf(error);
    throw sourceFailure(source, reason, '', { cause: error });
  }
}
