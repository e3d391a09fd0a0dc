import type { Command, CommanderError } from 'commander';

/** The command for what other tools of the kind have a word for. */
const ELSEWHERE: readonly (readonly [command: string, words: RegExp])[] = [
  ['run', /^(?:db:)?(?:migrate|up|upgrade|deploy|latest)$/u],
  ['restore', /^(?:db:)?(?:down|downgrade|rollback|revert|undo)$/u],
  ['create', /^init(?:ialize)?$/u],
  ['new', /^(?:add|make|revision)$/u],
  ['status', /^(?:current|history|info|list)$/u],
  ['baseline', /^(?:resolve|stamp)$/u],
  ['lint', /^validate$/u],
  ['show', /^(?:dump|inspect)$/u],
];

/** What is wrong with a command line, and where to read on. Without `program` it had no command word. */
export function usageMessage(
  error: CommanderError,
  args: readonly string[],
  program: Command | undefined,
): string {
  const [first = '', second = ''] = args;
  // What `help` says of a command that there is not.
  if (error.code === 'commander.help') return unknown(second);
  if (error.code === 'commander.unknownCommand' && elsewhere(first) !== undefined)
    return unknown(first);
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
  const known = elsewhere(command);
  const help = known === undefined ? '' : `${known} `;
  const reason = known === 'restore' ? '. No script leads back here; a backup does' : '';
  return `unknown command '${command}'${reason}\nTry: fastmigrate ${help}--help`;
}

function elsewhere(command: string): string | undefined {
  return ELSEWHERE.find(([, words]) => words.test(command))?.[0];
}
