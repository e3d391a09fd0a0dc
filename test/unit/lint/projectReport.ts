import { lintProject } from '../../../src/core/lint/lintProject.ts';
import type { LintProjectOptions, LintReport } from '../../../src/core/lint/lintProject.ts';
import type { Made } from '../../support/project.ts';

/** The script that most projects here begin with. */
export const BOOK = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n';

/** File, line, severity and code of each finding. */
export async function lint(
  { project, runtime }: Made,
  options: LintProjectOptions = {},
): Promise<readonly string[]> {
  return lines(await lintProject(project, options, runtime));
}

/** As `lint`, of a report that is there already. */
export function lines({ files }: LintReport): readonly string[] {
  return files.flatMap(({ file, findings }) =>
    findings.map(({ line, severity, code }) => `${file}:${line} ${severity} ${code}`),
  );
}
