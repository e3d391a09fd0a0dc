import { basename, dirname, join } from 'node:path';
import { MigrateError } from '../errors.ts';
import { interpreterFor } from '../migration/interpreter.ts';
import { variableOf } from '../project/connection.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { CAPABILITIES, HOOKS } from './backend.ts';
import type { Backend, Capability, Hook } from './backend.ts';
import { HookBackend } from './hookBackend.ts';
import type { Redact } from './redact.ts';
import { HookFailure, HookProcess } from './hookProcess.ts';

/** The database as hooks get it. Python's hooks get a `Path`, as in the Python package, or a text. */
export interface DatabaseArgument {
  readonly value: string;
  readonly kind: 'path' | 'text';
}

export interface OpenOptions {
  readonly python?: string;
  /** The database as it was given, where that is what hooks and scripts get. */
  readonly given?: string;
}

/** As options, with what takes secrets out of texts. */
interface QuietOptions extends OpenOptions {
  readonly redact: Redact;
}

/** What the module says about itself when it is loaded. */
interface Loaded {
  readonly hooks: readonly string[];
  readonly name: string | null;
  readonly rollbackDdl: boolean;
  readonly loop?: string | null;
}

/**
 * Loads a module with hooks, in a process of its own, which runs its code. Connects to nothing yet. Close it.
 * Throws `bad-backend` for a module that cannot be loaded or lacks hooks, and for a variable that is not set.
 */
export async function openBackend(
  project: Project,
  file: string,
  options: QuietOptions,
  runtime: Runtime,
): Promise<Backend> {
  const database = databaseOf(project, file, options.given, runtime.env);
  const python = file.endsWith('.py');
  const hooks = python
    ? HookProcess.python(interpreterFor('py', project, options, runtime), file, runtime)
    : HookProcess.node(file, runtime);
  try {
    const names = python ? HOOKS.map(pythonName) : HOOKS;
    const answer = await hooks.request({
      method: 'load',
      file,
      hooks: names,
      ...(python ? {} : { adapters: adapterFiles(runtime) }),
    });
    // The bridge is ours; only what the module exports was checked there.
    const loaded = answer as Loaded;
    const found = new Set(HOOKS.filter((_, index) => loaded.hooks.includes(names[index] ?? '')));
    return new HookBackend(hooks, {
      file,
      database,
      shown: project.database,
      redact: options.redact,
      found,
      nameOf: (hook) => (python ? pythonName(hook) : hook),
      name: loaded.name ?? basename(file),
      missing: missingOf(found, loaded.rollbackDdl),
      ...(typeof loaded.loop === 'string' ? { loop: loaded.loop } : {}),
    });
  } catch (error) {
    await hooks.end();
    throw notLoaded(error, file);
  }
}

/** Where the ready-made adapters are, `*` standing for the name, for projects that have not installed this package. */
function adapterFiles({ node }: Runtime): readonly string[] {
  if (node === undefined || node.entry === '') return [];
  const folder = dirname(node.entry);
  // Beside the bundle of the command line, and beside its source.
  return [join(folder, 'lib', 'backends', '*.js'), join(folder, '..', 'backends', '*.ts')];
}

function notLoaded(error: unknown, file: string): unknown {
  if (!(error instanceof HookFailure)) {
    // The interpreter is named there; the module is what the person can look at.
    if (!MigrateError.is(error, 'bad-backend')) return error;
    const reason = `${error.failure.file}: ${error.failure.reason}`;
    return new MigrateError({ code: 'bad-backend', file, reason });
  }
  const { type, message } = error.hookError;
  const reason = type === 'Lost' ? message : `${type}: ${message}`;
  return new MigrateError({ code: 'bad-backend', file, reason });
}

/** The secret itself never goes into a `Project`, so `env:NAME` is looked up here. */
function databaseOf(
  project: Project,
  file: string,
  given: string | undefined,
  env: Runtime['env'],
): DatabaseArgument {
  if (given !== undefined) return { value: given, kind: 'path' };
  const { connection } = project;
  if (connection === undefined) return { value: project.database, kind: 'path' };
  const variable = variableOf(connection);
  // A URL that stands in the configuration arrives as the Python package hands it over.
  if (variable === undefined) return { value: connection, kind: 'path' };
  const value = env[variable];
  if (value !== undefined && value !== '') return { value, kind: 'text' };
  const reason = `the environment variable ${variable}, which "db" names, is not set`;
  throw new MigrateError({ code: 'bad-backend', file, reason });
}

function missingOf(found: ReadonlySet<Hook>, rollbackDdl: boolean): readonly Capability[] {
  const capabilities = ['history', 'transaction', 'lock', 'backup'] as const;
  const missing: Capability[] = capabilities.filter(
    (each) => !CAPABILITIES[each].every((hook) => found.has(hook)),
  );
  if (!rollbackDdl || missing.includes('transaction')) missing.push('rehearsal');
  return missing;
}

function pythonName(hook: Hook): string {
  return hook.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
