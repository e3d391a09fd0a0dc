import type { TextFindings } from '../lint/lintText.ts';
import type { ScriptCheck, ScriptProblem } from './problem.ts';

/**
 * What the linter finds and what fails, as one list. Where the linter knows the schema it has seen each failure too; a
 * quick fix that only one of them has goes along.
 */
export function mergedCheck(failing: ScriptCheck, lint: TextFindings): ScriptCheck {
  if (!lint.schemaKnown)
    return { diagnostics: inOrder([...failing.diagnostics, ...lint.diagnostics]) };
  const fixesAt = new Map(failing.diagnostics.map(({ start, fixes }) => [start, fixes]));
  const diagnostics = lint.diagnostics.map((problem) =>
    problem.fixes.length > 0 ? problem : { ...problem, fixes: fixesAt.get(problem.start) ?? [] },
  );
  return { diagnostics: inOrder(diagnostics) };
}

function inOrder(problems: readonly ScriptProblem[]): readonly ScriptProblem[] {
  return problems.toSorted((a, b) => a.start - b.start);
}
