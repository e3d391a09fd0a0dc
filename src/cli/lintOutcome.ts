import type { Severity } from '../core/lint/finding.ts';
import type { FileFindings, LintReport, PlacedFinding } from '../core/lint/lintProject.ts';
import { displayPath } from '../core/project/discover.ts';
import type { Outcome } from './host.ts';
import { sarifOf } from './sarif.ts';
import type { Style, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** How the findings are printed. */
export interface LintPrinting {
  readonly format: 'text' | 'json' | 'sarif';
  /** The least severity that is printed. */
  readonly severity: Severity;
  /** Whether warnings make the exit code 1. */
  readonly strict: boolean;
  readonly cwd: string;
  readonly terminal: Pick<Terminal, 'style'>;
}

const ORDER: readonly Severity[] = ['info', 'warning', 'error'];
const STYLES: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** What a lint came to: 1 where there are errors, or warnings where they count. */
export function lintOutcome(report: LintReport, printing: LintPrinting): Outcome {
  const { format, severity, strict, cwd } = printing;
  const least = ORDER.indexOf(severity);
  const files = report.files.map((file) => ({
    ...file,
    findings: file.findings.filter((finding) => ORDER.indexOf(finding.severity) >= least),
  }));
  const failed = report.errors > 0 || (strict && report.warnings > 0);
  const asked = {
    ...{ ...report, files },
    // What makes the command fail is counted, whether it is printed or not.
    warnings: least <= 1 || strict ? report.warnings : 0,
    infos: least === 0 ? report.infos : 0,
  };
  const text =
    format === 'sarif'
      ? `${JSON.stringify(sarifOf(files, cwd), null, 2)}\n`
      : textOf(asked, printing);
  return { code: failed ? 1 : 0, json: { ok: !failed, ...asked }, text };
}

function textOf(report: LintReport, { cwd, terminal, severity }: LintPrinting): string {
  const { files } = report;
  const lines = files.flatMap((file) => file.findings.map((finding) => lineOf(file, finding)));
  return [
    ...lines,
    ...report.notes.map((note) => `note: ${visible(note)}`),
    `${summaryOf(report, severity)}\n`,
  ].join('\n');

  function lineOf({ path }: FileFindings, finding: PlacedFinding): string {
    const { line, column, severity, message, code } = finding;
    const where = terminal.style('bold', `${visible(displayPath(path, cwd))}:${line}:${column}:`);
    return `${where} ${terminal.style(STYLES[severity], `${severity}:`)} ${visible(message)} [${code}]`;
  }
}

const NOTHING: Readonly<Record<Severity, string>> = {
  info: 'nothing found',
  warning: 'no errors or warnings found',
  error: 'no errors found',
};

function summaryOf({ files, errors, warnings, infos }: LintReport, severity: Severity): string {
  const count = (number: number, one: string): string =>
    `${number} ${one}${number === 1 ? '' : 's'}`;
  const looked = `${count(files.length, 'script')} looked at`;
  if (errors + warnings + infos === 0) return `${looked}: ${NOTHING[severity]}`;
  const parts = [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'remark')];
  return `${looked}: ${parts.filter((part) => !part.startsWith('0 ')).join(', ')}`;
}
