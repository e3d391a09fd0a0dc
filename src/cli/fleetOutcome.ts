import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { fileFailure } from '../core/database/failure.ts';
import type { FleetJob, FleetRunOptions } from '../core/fleet/protocol.ts';
import type { WorkerStart } from '../core/fleet/pool.ts';
import type { FleetResult, FleetSummary } from '../core/fleet/fleetReport.ts';
import type { Runtime } from '../core/runtime.ts';
import { errorData, errorText } from './errors.ts';
import { FleetTable } from './fleetTable.ts';
import { fleetText } from './fleetText.ts';
import { fleetOptions, requireOnly } from './fleetOptions.ts';
import type { FleetFlags } from './fleetOptions.ts';
import type { Context, ExitCode } from './host.ts';
import { repeatOptions } from './options.ts';

/** What a command on several databases does, and its options. */
export interface FleetCommand {
  readonly kind: FleetJob['kind'];
  readonly flags: FleetFlags & FleetRunOptions;
}

/**
 * Does it to all databases, and prints each result when it is there: with `--json` as parts of the one document.
 * Throws what keeps it from beginning.
 */
export async function fleetOutcome(context: Context, command: FleetCommand): Promise<ExitCode> {
  const { project, terminal } = context;
  const { flags, kind } = command;
  requireOnly(flags, kind === 'run' ? RUN_OPTIONS : []);
  const { expandFleet, readList } = await import('../core/fleet/expand.ts');
  const { workThrough } = await import('../core/fleet/fleet.ts');
  const list = project.fleet === 'list' ? await textOf(process.stdin) : '';
  const databases = expandFleet(project, readList(list, context.runtime.cwd));
  const printer = new ResultPrinter(context, flags, databases);
  try {
    const { summary } = await untilSignal(context.runtime, (runtime) =>
      workThrough(
        jobOf(context, command),
        databases,
        { ...fleetOptions(flags), onResult: (result) => printer.add(result) },
        workerStart(runtime),
        runtime,
      ),
    );
    printer.end(summary, kind);
    return summary.ok ? 0 : 1;
  } catch (error) {
    if (!printer.hasBegun) throw error;
    if (flags.verbose === true && error instanceof Error) terminal.err(`${error.stack}\n`);
    printer.fail(error);
    return 1;
  } finally {
    printer.close();
  }
}

const RUN_OPTIONS = ['to', 'backup', 'atomic', 'force', 'yes'] as const;

function jobOf({ project }: Context, { kind, flags }: FleetCommand): FleetJob {
  if (kind !== 'run') return { kind, project };
  const { to, backup, atomic, force } = flags;
  return {
    kind,
    project,
    options: {
      atomic: atomic === true,
      force: force === true,
      ...(to === undefined ? {} : { to }),
      ...(backup === undefined ? {} : { backup }),
    },
  };
}

function workerStart({ env, platform }: Runtime): WorkerStart {
  const { argv, execPath, versions } = process;
  return { entry: argv[1] ?? '', execPath, env, platform, electron: 'electron' in versions };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal lets the databases at hand come to a boundary; a second one ends this process at once. */
async function untilSignal<T>(
  runtime: Runtime,
  body: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const onSignal = (): void => {
    if (cancel.signal.aborted) process.exit(1);
    cancel.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await body({ ...runtime, signal: cancel.signal });
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Prints results as they come and keeps none of them. */
class ResultPrinter {
  readonly #context: Context;
  readonly #flags: FleetFlags;
  readonly #report: number | undefined;
  readonly #table: FleetTable | undefined;
  #printed = 0;

  constructor(context: Context, flags: FleetFlags, databases: readonly string[]) {
    this.#context = context;
    this.#flags = flags;
    this.#report = flags.report === undefined ? undefined : opened(context, flags.report);
    this.#table = flags.each === true ? new FleetTable(databases, context) : undefined;
  }

  get hasBegun(): boolean {
    return this.#printed > 0;
  }

  add(result: FleetResult): void {
    const line = JSON.stringify(result);
    if (this.#report !== undefined) writeSync(this.#report, `${line}\n`);
    if (this.#flags.json === true)
      this.#context.terminal.out(`${this.hasBegun ? ',' : '{\n  "results": ['}\n    ${line}`);
    if (this.#table !== undefined) this.#context.terminal.out(this.#table.row(result));
    this.#printed += 1;
  }

  end(summary: FleetSummary, kind: FleetJob['kind']): void {
    const { terminal } = this.#context;
    if (this.#flags.json === true) {
      this.#endJson(summary);
      return;
    }
    if (this.#table !== undefined && this.hasBegun) terminal.out('\n');
    terminal.out(fleetText(summary, this.#context, { kind, repeat: repeatOptions(this.#flags) }));
  }

  fail(error: unknown): void {
    const printed = errorData(error);
    const { terminal, runtime } = this.#context;
    if (this.#flags.json === true) this.#endJson({ ok: false, error: printed });
    else terminal.err(errorText(printed, runtime.cwd, terminal.styleErr));
  }

  close(): void {
    if (this.#report !== undefined) closeSync(this.#report);
  }

  #endJson(rest: object): void {
    const begin = this.hasBegun ? '\n  ],' : '{\n  "results": [],';
    // The first line of the object is its brace, which stands in the output already.
    this.#context.terminal.out(`${begin}${JSON.stringify(rest, null, 2).slice(1)}\n`);
  }
}

function opened({ runtime }: Context, file: string): number {
  const path = resolve(runtime.cwd, file);
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw fileFailure(error, path);
  }
}
