import type { Command } from 'commander';

/** Adds `--backup` and `--no-backup`, which exclude each other. The parser of options keeps both under one name. */
export function addBackup(command: Command): Command {
  const given = new Set<string>();
  for (const flag of ['backup', 'no-backup'])
    command.on(`option:${flag}`, () => {
      given.add(flag);
      if (given.size > 1) command.error('error: --backup and --no-backup exclude each other');
    });
  return command
    .option('--backup', 'back the database up first; nothing is run when that fails')
    .option('--no-backup', 'do not, although the configuration or the convention asks for it');
}
