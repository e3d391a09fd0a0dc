import type { RehearsalOptions } from '../../core/rehearse/rehearse.ts';
import type { RehearsalReport } from '../../core/rehearse/report.ts';
import type { Context, Outcome } from '../host.ts';
import { rehearsalText } from '../rehearsalText.ts';
import type { Terminal } from '../terminal.ts';
import type { Runtime } from '../../core/runtime.ts';
import { visible } from '../visible.ts';

/** Runs what is pending on a copy, or on another database in a transaction, and tells the outcome. */
export async function rehearsalOutcome(
  { project, runtime, terminal }: Context,
  options: RehearsalOptions,
  markdown: boolean,
): Promise<Outcome> {
  const { rehearseProject } = await import('../../core/backend/rehearseProject.ts');
  const own = markdown ? withoutOutput(runtime, terminal) : runtime;
  const report = await rehearseProject(project, options, own);
  for (const warning of report.warnings)
    terminal.err(`${terminal.styleErr('yellow', 'warning:')} ${visible(warning)}\n`);
  const text = markdown ? await markdownOf(report) : rehearsalText(report, runtime.cwd, terminal);
  const code = report.ok ? 0 : report.error?.code === 'bad-argument' ? 2 : 1;
  const outcome: Outcome = { code, json: report, text };
  return report.error === undefined ? outcome : { ...outcome, error: report.error };
}

async function markdownOf(report: RehearsalReport): Promise<string> {
  const { rehearsalMarkdown } = await import('../../core/rehearse/markdown.ts');
  return rehearsalMarkdown(report);
}

/** The Markdown is for a program or a file, so what scripts print goes to stderr. */
function withoutOutput(runtime: Runtime, terminal: Terminal): Runtime {
  return {
    ...runtime,
    emit: (event) => {
      if (event.type === 'script-output') terminal.err(event.text);
      else runtime.emit(event);
    },
  };
}
