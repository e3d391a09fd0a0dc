import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { repeatOptions } from '../options.ts';
import { statusText } from '../statusText.ts';

/** `fastmigrate status`: read-only. Exit code 0 only in state CURRENT. */
export function statusCommand(host: Host): Command {
  return new Command('status')
    .description('show the state of the database and of every migration')
    .alias('check')
    .action((options: SharedOptions) =>
      host.perform({
        options,
        failed: (error, project) => ({
          state: 'ERROR',
          convention: project?.convention ?? null,
          database: project?.database ?? null,
          migrationsFolder: project?.migrations ?? null,
          version: null,
          latest: 0,
          migrations: [],
          errors: [error],
          warnings: [],
        }),
        body: async ({ project, runtime, terminal }) => {
          const { readStatus } = await import('../../core/migration/status.ts');
          const report = readStatus(project, { openDatabase: true, desired: { runtime } });
          const current = report.state === 'CURRENT' && report.interrupted === undefined;
          const text = statusText(report, runtime.cwd, terminal, repeatOptions(options));
          return { code: current ? 0 : 1, json: report, text };
        },
      }),
    );
}
