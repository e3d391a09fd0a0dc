import { Command, InvalidArgumentError } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { resolveSchema } from '../../core/project/schemaSource.ts';
import { addRenames, renamesOf } from '../renameOptions.ts';
import type { RenameFlags } from '../renameOptions.ts';

interface DiffFlags extends SharedOptions, RenameFlags {
  readonly schema?: string;
  readonly from?: string;
  readonly sql?: boolean;
  readonly allowDestructive?: boolean;
  readonly scripts?: boolean;
  readonly target?: string;
}

/** `fastmigrate diff`: in what the database differs from the desired schema. Reads only. */
export function diffCommand(host: Host): Command {
  const command = new Command('diff')
    .description('show in what the database differs from the desired schema')
    .option('--schema <source>', 'the desired schema: a file, folder, module, database or !command')
    .option('--from <source>', 'compare this database or schema instead of the database')
    .option('--sql', "print the migration's SQL and nothing else")
    .option('--allow-destructive', 'tables, columns and values may be lost')
    .option('--scripts', 'without a database, run the .py and .sh scripts too, on a scratch one')
    .option(
      '--target <version>',
      'oldest SQLite that is to run the SQL (default: 3.35)',
      parseTarget,
    );
  return addRenames(command).action((flags: DiffFlags) =>
    host.perform({
      options: flags,
      keepsOut: true,
      body: async (context) => {
        const { readDifference } = await import('../../core/generate/difference.ts');
        const { diffLines, diffSql } = await import('../diffOutcome.ts');
        const { project, runtime } = context;
        const comparison = await readDifference(
          flags.target === undefined ? project : { ...project, target: flags.target },
          {
            ...sourceOf(runtime.cwd, 'schema', flags.schema),
            ...sourceOf(runtime.cwd, 'from', flags.from),
            renames: renamesOf(flags),
            scripts: flags.scripts === true,
          },
          runtime,
        );
        const consent = { allowDestructive: flags.allowDestructive === true };
        return flags.sql === true
          ? diffSql(comparison, consent)
          : diffLines(comparison, consent, context.terminal);
      },
    }),
  );
}

function sourceOf(cwd: string, key: 'schema' | 'from', text: string | undefined) {
  return text === undefined ? {} : { [key]: resolveSchema(cwd, text) };
}

function parseTarget(text: string): string {
  if (!/^3(\.\d{1,3}){1,2}$/u.test(text))
    throw new InvalidArgumentError('It is a version such as 3.35.');
  return text;
}
