import type { Command } from 'commander';

/**
 * Ends in a usage error where the value of an option was left out, and the option that follows would be taken for it: as
 * in `run --report --dry-run`, which would run after all. A value that does begin so is written `--db=--name`.
 */
export function requireValues(command: Command, args: readonly string[]): void {
  const find = (text: string) =>
    command.options.find(({ short, long }) => short === text || long === text);
  for (let at = 0; at < args.length && args[at] !== '--'; at += 1) {
    const option = find(args[at] ?? '');
    if (option?.required !== true) continue;
    at += 1;
    const value = args[at] ?? '';
    if (/^--./u.test(value) || find(value) !== undefined)
      command.error(
        `error: option '${option.flags}' has no value, since '${value}' is an option. A value of that name is given as ${option.long ?? ''}=${value}`,
      );
  }
}
