import { Command, Option } from 'commander';
import type { RunOptions } from '../../core/migration/run.ts';
import type { RunReport } from '../../core/migration/report.ts';
import { approver } from '../approve.ts';
import { addBackup } from '../backupOptions.ts';
import { addFleetRun } from '../fleetOptions.ts';
import type { CommandRun, Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { parseVersion } from '../options.ts';
import { runText } from '../runText.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { visible } from '../visible.ts';
import { rehearsalOutcome } from './dryRun.ts';

interface RunFlags extends SharedOptions {
  readonly to?: number;
  readonly backup?: boolean;
  readonly atomic?: boolean;
  readonly interactive?: boolean;
  /** Nothing is asked without `interactive`. */
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly on?: 'database' | 'reference';
  readonly markdown?: boolean;
}

/** `fastmigrate run`: applies what is pending. */
export function runCommand(host: Host): Command {
  const command = new Command('run').description('apply the pending migrations');
  return addFleetRun(addRehearsal(addRun(command))).action((flags: RunFlags) => {
    if (flags.dryRun === true) return rehearsal(host, flags);
    if (flags.on !== undefined || flags.markdown === true)
      command.error('error: --on and --markdown belong to --dry-run');
    if (flags.interactive === true && !host.terminal.canAsk)
      command.error('error: --interactive needs a terminal to ask on');
    return host.perform({
      options: flags,
      failed: runFailed,
      fleet: async (context) => {
        const { fleetOutcome } = await import('../fleetOutcome.ts');
        return fleetOutcome(context, { kind: 'run', flags });
      },
      body: (context) => runOutcome(context, runOptions(flags)),
    });
  });
}

function addRun(command: Command): Command {
  return addBackup(command.option('--to <version>', 'stop after this version', parseVersion))
    .option('--atomic', 'apply all of them in one transaction, or none')
    .option('--interactive', 'show each script and ask before it is run')
    .addOption(
      new Option('-y, --yes', 'ask nothing; without --interactive nothing is asked').conflicts(
        'interactive',
      ),
    )
    .option('--force', 'run what is pending although scripts are diverged, skipped or invalid');
}

function addRehearsal(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--dry-run',
        'rehearse: run them on a copy (another database: in a transaction), and change nothing',
      ).conflicts('interactive'),
    )
    .addOption(
      new Option('--on <what>', 'with --dry-run: what is copied (default: database)').choices([
        'database',
        'reference',
      ]),
    )
    .addOption(
      new Option('--markdown', 'with --dry-run: print the report as Markdown').conflicts('json'),
    );
}

function rehearsal(host: Host, flags: RunFlags): Promise<void> {
  // A rehearsal needs no backup: it changes nothing.
  const { backup: _, ...run } = runOptions(flags);
  const options = {
    ...run,
    ...(flags.on === undefined ? {} : { on: flags.on }),
  };
  return host.perform({
    options: flags,
    failed: runFailed,
    body: (context) => rehearsalOutcome(context, options, flags.markdown === true),
  });
}

/** Runs what is pending and tells the outcome. */
export async function runOutcome(context: Context, options: RunOptions): Promise<Outcome> {
  const { runProject } = await import('../../core/backend/runProject.ts');
  const report = await runProject(context.project, options, context.runtime);
  const text = runText(report, context.project.database, context.runtime.cwd, context.terminal);
  for (const warning of report.warnings)
    context.terminal.err(
      `${context.terminal.styleErr('yellow', 'warning:')} ${visible(warning)}\n`,
    );
  const code = report.ok ? 0 : report.error?.code === 'bad-argument' ? 2 : 1;
  const outcome: Outcome = { code, json: report, text };
  return report.error === undefined ? outcome : { ...outcome, error: report.error };
}

/** The document of a run that came to no report. */
export const runFailed: NonNullable<CommandRun['failed']> = (error) => {
  const report: Omit<RunReport, 'from' | 'to' | 'error'> = {
    ok: false,
    migrations: [],
    warnings: [],
  };
  return { ...report, from: null, to: null, error };
};

function runOptions(flags: RunFlags): RunOptions {
  return {
    ...(flags.backup === undefined ? {} : { backup: flags.backup }),
    atomic: flags.atomic === true,
    force: flags.force === true,
    ...scriptOptions(),
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.interactive === true ? { approve: approver() } : {}),
  };
}
