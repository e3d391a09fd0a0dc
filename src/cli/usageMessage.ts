import type { Command, CommanderError } from 'commander';

/** What is wrong with a command line, and where to read on. Without `program` it had no command word. */
export function usageMessage(
  error: CommanderError,
  args: readonly string[],
  program: Command | undefined,
): string {
  const [first = '', second = ''] = args;
  // What `help` says of a command that there is not.
  if (error.code === 'commander.help') return unknown(second);
  const message = error.message
    .replace(/^error: /u, '')
    .replace(/\n\((.*)\)$/u, '. $1')
    .replace(/^command-argument value ('.*') is invalid for argument ('.*?')/u, '$1 is no $2');
  if (program === undefined && error.code === 'commander.excessArguments')
    return `${message}\nOptions come after the command: fastmigrate COMMAND --db FILE`;
  const command = program?.commands.find(
    (each) => each.name() === first || each.aliases().includes(first),
  );
  return `${message}\nTry: fastmigrate ${command === undefined ? '' : `${command.name()} `}--help`;
}

function unknown(command: string): string {
  return `unknown command '${command}'\nTry: fastmigrate --help`;
}
