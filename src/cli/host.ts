import { existsSync } from 'node:fs';
import { MigrateError } from '../core/errors.ts';
import type { Project } from '../core/project/project.ts';
import type { Runtime } from '../core/runtime.ts';
import type { PrintedError } from './errors.ts';
import { errorData, errorText, warningText } from './errors.ts';
import { fleetOptionsIn } from './fleetOptions.ts';
import { warningAbove } from './configAbove.ts';
import { eventPrinter } from './progress.ts';
import type { SharedOptions } from './options.ts';
import { processRuntime } from './runtime.ts';
import type { Terminal } from './terminal.ts';

/** 0 done, 1 failed or needs attention, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** What a command's body gets. */
export interface Context {
  readonly terminal: Terminal;
  readonly runtime: Runtime;
  /** The project that the options name. */
  readonly project: Project;
}

/** What a command came to. It is printed in one place. */
export interface Outcome {
  readonly code: ExitCode;
  /** The document that `--json` prints. */
  readonly json: object;
  /** What is printed on stdout otherwise. */
  readonly text: string;
  /** Printed on stderr after the text. */
  readonly error?: PrintedError;
}

/** One run of one command. */
export interface CommandRun {
  readonly options: SharedOptions;
  readonly body: (context: Context) => Promise<Outcome>;
  /** What it prints is for a file or another program, so what scripts print meanwhile goes to stderr. */
  readonly keepsOut?: true;
  /** What is done where the project is several databases. It prints by itself. `same`: the body never looks at a database. Without it, such a project is a wrong usage. */
  readonly fleet?: 'same' | ((context: Context) => Promise<ExitCode>);
  /** The document for a failure, where the command has a shape of its own. */
  readonly failed?: (error: PrintedError, project: Project | undefined) => object;
}

/** Where commands run and leave their exit code. */
export interface Host {
  readonly terminal: Terminal;
  readonly perform: (run: CommandRun) => Promise<void>;
}

/** A host on this process. `finish` receives the exit code. */
export function processHost(terminal: Terminal, finish: (code: ExitCode) => void): Host {
  return {
    terminal,
    perform: async (run) => {
      const runtime = processRuntime(
        eventPrinter(terminal, run.options, run.keepsOut),
        waitOf(run.options),
      );
      let project: Project | undefined;
      try {
        project = await findProject(run.options, runtime, terminal);
        requireFleetUse(project, run);
        const context = { terminal, runtime, project };
        if (project.fleet !== undefined && typeof run.fleet === 'function')
          finish(await run.fleet(context));
        else finish(print(terminal, runtime, run.options, await run.body(context)));
      } catch (error) {
        if (run.options.verbose === true) terminal.err(`${stackOf(error)}\n`);
        finish(print(terminal, runtime, run.options, failure(run, error, project)));
      }
    },
  };
}

/** Throws `bad-argument` for a command on several databases that is for one, and for options of the other kind. */
function requireFleetUse(project: Project, { options, fleet }: CommandRun): void {
  const refuse = (argument: string, reason: string): never => {
    throw new MigrateError({ code: 'bad-argument', argument, reason });
  };
  if (project.fleet !== undefined && fleet === undefined)
    refuse(
      '--db',
      `this command works on one database, and ${project.database} stands for several`,
    );
  const [only] = fleetOptionsIn(options);
  if (project.fleet === undefined && only !== undefined)
    refuse(only, 'it is for several databases: give --db a pattern, or - for a list');
}

function waitOf({ wait }: SharedOptions): number | undefined {
  return wait === undefined ? undefined : wait * 1000;
}

async function findProject(
  options: SharedOptions,
  runtime: Runtime,
  terminal: Terminal,
): Promise<Project> {
  const { findConfig, resolveProject } = await import('../core/project/discover.ts');
  const { db, migrations, config, name } = options;
  const project = resolveProject({
    cwd: runtime.cwd,
    ...(db === undefined ? {} : { db, list: db === '-' }),
    ...(migrations === undefined ? {} : { migrations }),
    ...(config === undefined ? {} : { config }),
    ...(name === undefined ? {} : { name }),
  });
  const { warnings = [] } =
    findConfig({ cwd: runtime.cwd, ...(config === undefined ? {} : { config }) }) ?? {};
  for (const warning of warnings)
    terminal.err(warningText(warning, runtime.cwd, terminal.styleErr));
  // Nothing says that this folder is a project, so another one may have been meant.
  const isNamed = project.configFile !== undefined || (db ?? migrations) !== undefined;
  if (!isNamed && !existsSync(project.database) && !existsSync(project.migrations))
    terminal.err(warningAbove(runtime.cwd, terminal));
  if (options.verbose === true) {
    const configFile = project.configFile ?? 'none';
    terminal.err(
      `database: ${project.database}\nmigrations: ${project.migrations}\nconfiguration: ${configFile}\n`,
    );
  }
  return project;
}

function failure(run: CommandRun, thrown: unknown, project: Project | undefined): Outcome {
  const error = errorData(thrown);
  const code = isWrongUsage(thrown) ? 2 : 1;
  return { code, text: '', json: run.failed?.(error, project) ?? { ok: false, error }, error };
}

/** Whether something is missing in the command line or does not fit. Of `diff`, 1 means that something differs. */
function isWrongUsage(thrown: unknown): boolean {
  return MigrateError.is(thrown, 'bad-argument') || MigrateError.is(thrown, 'no-desired-schema');
}

function print(
  terminal: Terminal,
  runtime: Runtime,
  options: SharedOptions,
  outcome: Outcome,
): ExitCode {
  if (options.json === true) {
    terminal.out(`${JSON.stringify(outcome.json, null, 2)}\n`);
    return outcome.code;
  }
  terminal.out(outcome.text);
  if (outcome.error !== undefined)
    terminal.err(errorText(outcome.error, runtime.cwd, terminal.styleErr));
  return outcome.code;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
