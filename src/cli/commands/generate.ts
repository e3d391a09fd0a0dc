import { Command } from 'commander';
import type { GenerateReport } from '../../core/generate/generate.ts';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { resolveSchema } from '../../core/project/schemaSource.ts';
import { candidateText, newerText } from '../planText.ts';
import { addRenames, renamesOf } from '../renameOptions.ts';
import type { RenameFlags } from '../renameOptions.ts';
import { visible } from '../visible.ts';

interface GenerateFlags extends SharedOptions, RenameFlags {
  readonly schema?: string;
  readonly allowDestructive?: boolean;
  readonly scripts?: boolean;
  readonly dryRun?: boolean;
}

/** `fastmigrate generate [NAME]`: the next script, from what the desired schema asks for. */
export function generateCommand(host: Host): Command {
  const command = new Command('generate')
    .description('write the next script from the desired schema, proven on a copy')
    .argument('[name...]', 'what it is called (default: made from the changes)')
    .option('--schema <source>', 'the desired schema: a file, folder, module, database or !command')
    .option('--allow-destructive', 'tables, columns and values may be lost')
    .option('--scripts', 'without a database, run the .py and .sh scripts too, on a scratch one')
    .option('--dry-run', 'print the script and write nothing');
  return addRenames(command).action((words: readonly string[], flags: GenerateFlags) =>
    host.perform({
      options: flags,
      keepsOut: true,
      body: async (context) => {
        const { generateMigration } = await import('../../core/generate/generate.ts');
        const options = {
          ...(words.length === 0 ? {} : { name: words.join(' ') }),
          ...(flags.schema === undefined
            ? {}
            : { schema: resolveSchema(context.runtime.cwd, flags.schema) }),
          renames: renamesOf(flags),
          scripts: flags.scripts === true,
          allowDestructive: flags.allowDestructive === true,
          dryRun: flags.dryRun === true,
        };
        return outcomeOf(
          context,
          flags,
          await generateMigration(context.project, options, context.runtime),
        );
      },
    }),
  );
}

function outcomeOf({ runtime }: Context, flags: GenerateFlags, report: GenerateReport): Outcome {
  const json = { ok: true, ...report };
  if (report.text === '') return { code: 0, json, text: 'Nothing to generate\n' };
  if (flags.dryRun === true) return { code: 0, json, text: report.text };
  const lines = [
    `Wrote ${displayPath(report.file ?? '', runtime.cwd)}`,
    ...report.changes.map((change) => `  ${change}`),
    report.proven
      ? 'Proven on a copy of the database'
      : 'Proven on an empty database, since there is no other',
    ...newerText(report.hazards),
    ...report.undecided.map(candidateText),
  ];
  if (report.undecided.length > 0)
    lines.push('The script holds both as options. It does not run before one is chosen');
  return { code: 0, json, text: lines.map((line) => `${visible(line)}\n`).join('') };
}
