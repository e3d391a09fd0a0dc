import type { WorkflowReport, WorkflowStep } from '../core/workflow/workflow.ts';
import { displayPath } from '../core/project/discover.ts';
import type { Context, Outcome } from './host.ts';
import { runText } from './runText.ts';
import { visible, visibleLines } from './visible.ts';

/** The outcome of `dev` or `ci`: what was done, line by line, and why it stopped. */
export function workflowOutcome(context: Context, report: WorkflowReport): Outcome {
  const { terminal } = context;
  const state = terminal.style(report.ok ? 'green' : 'red', report.state);
  const lines = report.steps.map((step) => stepText(context, step)).join('');
  const said = report.stopped === undefined || report.stopped === report.error?.message;
  const stopped = said ? '' : `${visibleLines(report.stopped ?? '')}\n`;
  const leftOut = (report.leftOut ?? []).map((line) => `${visible(line)}\n`).join('');
  const outcome: Outcome = {
    code: report.ok ? 0 : 1,
    json: report,
    text: `${lines}${leftOut}${state}\n${stopped}`,
  };
  return report.error === undefined ? outcome : { ...outcome, error: report.error };
}

function stepText(context: Context, step: WorkflowStep): string {
  const { project, runtime, terminal } = context;
  const shown = (path: string): string => visible(displayPath(path, runtime.cwd));
  const database = shown(project.database);
  const kept =
    'safetyBackup' in step ? `; what was there is in ${shown(step.safetyBackup ?? '')}` : '';
  switch (step.did) {
    case 'created':
      return `Created ${database}\n`;
    case 'restored':
      return `Restored ${database} from ${shown(step.restored)}${kept}\n`;
    case 'emptied':
      return `Began ${database} anew${kept}\n`;
    case 'restored-scripts':
      return [
        ...step.written.map((path) => `Wrote ${shown(path)}\n`),
        ...step.saved.map((path) => `Saved ${shown(path)}\n`),
      ].join('');
    case 'backed-up':
      return `Backup: ${shown(step.file)}\n`;
    case 'ran-hook':
      return `Hook done: ${visible(step.command.join(' '))}\n`;
    case 'generated':
      return [
        `Wrote ${shown(step.file)}\n`,
        ...step.changes.map((change) => `  ${visible(change)}\n`),
      ].join('');
    case 'applied':
      return runText(step, project.database, runtime.cwd, terminal);
  }
}
