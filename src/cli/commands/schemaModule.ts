import { pathToFileURL } from 'node:url';
import type { DeclarativeSchema } from '../../schema/declarative.ts';
import { renderSchema } from '../../schema/renderSchema.ts';

/** How often a function may give a function, or a builder a builder. */
const MOST_STEPS = 10;

/**
 * `schema-module FILE`, for the engine's own use: prints the DDL of a module and ends the process. What the module
 * prints itself goes to stderr. Exit code 1 with the reason on stderr where it gives no schema.
 */
export async function printSchemaModule(file: string): Promise<void> {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  let code = 0;
  let text = '';
  try {
    const loaded: unknown = await import(pathToFileURL(file).href);
    text = await ddlOf(schemaIn(loaded));
  } catch (error) {
    code = 1;
    stderr.write(`${messageOf(error)}\n`);
  }
  // A module may hold open what would keep this process alive.
  write(text, () => process.exit(code));
}

/** The default export, or the one named `schema`; a CommonJS module has both inside its default. */
function schemaIn(loaded: unknown): unknown {
  const exported = fieldOf(loaded, 'default') ?? fieldOf(loaded, 'schema');
  const isSchema =
    Array.isArray(fieldOf(exported, 'tables')) || isFunction(fieldOf(exported, 'build'));
  if (isSchema || Array.isArray(exported)) return exported;
  return fieldOf(exported, 'default') ?? fieldOf(exported, 'schema') ?? exported;
}

async function ddlOf(exported: unknown): Promise<string> {
  let value = await exported;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const build = fieldOf(value, 'build');
    if (isFunction(value)) value = await value();
    else if (isFunction(build)) value = await build.call(value);
    else break;
  }
  if (typeof value === 'string') return value;
  if (isTexts(value)) return script(value);
  if (isDeclarative(value)) return script(renderSchema(value));
  throw new Error(
    'the module exports no schema. Its default export, or the one named "schema", must be a SchemaBuilder or its schema, a text of SQL, an array of such texts, or a function that returns one of these',
  );
}

/** A statement may end in a comment, which would swallow the semicolon. */
function script(statements: readonly string[]): string {
  return statements.map((statement) => `${statement}\n;\n`).join('');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The copy of the builder that the module uses may be another one, so only the form counts. */
function isDeclarative(value: unknown): value is DeclarativeSchema {
  return Array.isArray(fieldOf(value, 'tables'));
}

function isFunction(value: unknown): value is (this: unknown) => unknown {
  return typeof value === 'function';
}

function fieldOf(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, name) : undefined;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return `${error.message}. This Node reads no TypeScript; use one of version 22.18 or newer, or write the module in JavaScript`;
  return error.stack ?? error.message;
}
