import { basename, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';

interface LintFlags extends SharedOptions {
  readonly format?: 'text' | 'json' | 'sarif';
  readonly severity?: 'info' | 'warning' | 'error';
  readonly all?: boolean;
  readonly strict?: boolean;
  readonly database?: string;
  readonly scripts?: boolean;
}

/** `fastmigrate lint`: what will fail or lose data, before it does. Changes nothing. */
export function lintCommand(host: Host): Command {
  return new Command('lint')
    .description('find what will fail or lose data in scripts, and wrong names')
    .argument('[file...]', 'names of scripts (default: those that are pending)')
    .option('--all', 'every script, applied or not')
    .addOption(
      new Option('--format <format>', 'how to print the findings (default: text)').choices([
        'text',
        'json',
        'sarif',
      ]),
    )
    .addOption(
      new Option('--severity <level>', 'print findings from this severity on')
        .choices(['info', 'warning', 'error'])
        .default('info'),
    )
    .option('--strict', 'exit 1 for warnings too')
    .option('--database <file>', 'count the rows at stake in this database; none for no counts')
    .option('--scripts', 'run .py and .sh scripts too, on a scratch database, to tell the schema')
    .action((files: readonly string[], flags: LintFlags, command: Command) => {
      if (files.length > 0 && flags.all === true)
        command.error('error: FILE and --all exclude each other');
      const { format = 'json' } = flags;
      if (flags.json === true && format !== 'json')
        command.error(`error: --json and --format ${format} exclude each other`);
      return host.perform({
        keepsOut: true,
        options: { ...flags, json: flags.json === true || flags.format === 'json' },
        body: (context) => lint(context, files, flags),
      });
    });
}

async function lint(
  { project, runtime, terminal }: Context,
  files: readonly string[],
  flags: LintFlags,
): Promise<Outcome> {
  const { lintProject } = await import('../../core/lint/lintProject.ts');
  const { requireFile } = await import('../../core/database/open.ts');
  const { lintOutcome } = await import('../lintOutcome.ts');
  const { ownProcessGroup = false } = scriptOptions();
  if (flags.database !== undefined && flags.database !== 'none')
    requireFile(resolve(runtime.cwd, flags.database));
  const report = await lintProject(
    project,
    {
      ...(files.length === 0 ? {} : { files: files.map((file) => basename(file)) }),
      ...databaseOf(flags.database),
      all: flags.all === true,
      scripts: flags.scripts === true,
      ownProcessGroup,
    },
    runtime,
  );
  const { format = 'text', severity = 'info', strict = false } = flags;
  return lintOutcome(report, { format, severity, strict, cwd: runtime.cwd, terminal });
}

function databaseOf(database: string | undefined): { readonly database?: string | null } {
  if (database === undefined) return {};
  return { database: database === 'none' ? null : database };
}
