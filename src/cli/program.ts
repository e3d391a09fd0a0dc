import { Command, CommanderError } from 'commander';
import { backupCommand } from './commands/backup.ts';
import { baselineCommand } from './commands/baseline.ts';
import { createCommand } from './commands/create.ts';
import { diffCommand } from './commands/diff.ts';
import { enrollCommand } from './commands/enroll.ts';
import { generateCommand } from './commands/generate.ts';
import { lintCommand } from './commands/lint.ts';
import { newScriptCommand } from './commands/new.ts';
import { restoreCommand } from './commands/restore.ts';
import { runCommand } from './commands/run.ts';
import { applyCommand, recordCommand, renumberCommand } from './commands/scripts.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { ciCommand, devCommand } from './commands/workflows.ts';
import type { Host } from './host.ts';
import { requireValues } from './optionValues.ts';
import { addShared, addWait } from './options.ts';
import { VERSION } from './version.ts';

/** By name; in the order of the help. */
const COMMANDS: Readonly<Record<string, (host: Host) => Command>> = {
  status: statusCommand,
  create: createCommand,
  run: turnTaking(runCommand),
  new: newScriptCommand,
  backup: backupCommand,
  restore: turnTaking(restoreCommand),
  enroll: turnTaking(enrollCommand),
  baseline: turnTaking(baselineCommand),
  apply: turnTaking(applyCommand),
  record: turnTaking(recordCommand),
  renumber: turnTaking(renumberCommand),
  generate: generateCommand,
  diff: diffCommand,
  show: showCommand,
  lint: lintCommand,
  dev: turnTaking(devCommand),
  ci: turnTaking(ciCommand),
};

function turnTaking(command: (host: Host) => Command): (host: Host) => Command {
  return (host) => addWait(command(host));
}

const EPILOGUE = `
Without a command, as in fastmigrate --db FILE --backup, it runs what is pending.
Exit codes: 0 done, 1 failed or needs attention, 2 wrong usage.`;

/**
 * Runs one command line, without the program's own name. Throws `UsageError` on a wrong one; help and version are
 * printed and are no error.
 */
export async function runProgram(args: readonly string[], host: Host): Promise<void> {
  const program = await programFor(args, host);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeOut: host.terminal.out, writeErr: () => {} });
  try {
    requireOptionValues(program, args);
    // The early form's word for the version, alone; elsewhere it is --verbose.
    const asked = args.length === 1 && args[0] === '-v' ? ['--version'] : args;
    await program.parseAsync(asked, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    const { usageMessage } = await import('./usageMessage.ts');
    throw new UsageError(usageMessage(error, args, isEarlyForm(args) ? undefined : program));
  }
}

function requireOptionValues(program: Command, args: readonly string[]): void {
  if (isEarlyForm(args)) return requireValues(program, args);
  const [first = '', ...rest] = args;
  const command = program.commands.find(
    (each) => each.name() === first || each.aliases().includes(first),
  );
  if (command !== undefined) requireValues(command, rest);
}

async function programFor(args: readonly string[], host: Host): Promise<Command> {
  if (!isEarlyForm(args)) return mainProgram(host, args[0]);
  const { earlyCommand } = await import('./commands/early.ts');
  return earlyCommand(host);
}

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** With the one command that is asked for, which takes a fraction of the time, or with all: for the help and for mistakes. */
function mainProgram(host: Host, name = ''): Command {
  const program = new Command('fastmigrate')
    .description('SQLite schema migrations')
    .version(VERSION, '-V, --version', 'show the version of this program')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EPILOGUE);
  const asked = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const command of asked === undefined ? Object.values(COMMANDS) : [asked])
    program.addCommand(addShared(command(host)));
  return program;
}

function isEarlyForm(args: readonly string[]): boolean {
  const first = args[0];
  return (
    first === undefined ||
    (first.startsWith('-') &&
      !['-h', '--help', '-V', '--version'].includes(first) &&
      !(first === '-v' && args.length === 1))
  );
}
