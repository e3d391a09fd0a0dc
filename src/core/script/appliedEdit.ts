import { appliedText } from '../migration/appliedText.ts';
import { divergenceOf } from '../migration/divergence.ts';
import { comparable } from '../migration/script.ts';
import type { Project } from '../project/project.ts';
import type { Divergence } from '../migration/report.ts';
import { followUpText } from './followUp.ts';

/** How a text differs from what was applied under its number. */
export interface AppliedEdit {
  readonly divergence: Exclude<Divergence, 'name'>;
  /** Offset of the first character that differs. */
  readonly start: number;
  readonly end: number;
  /** Whether whole statements were added at the end, and nothing else was changed. */
  readonly appends: boolean;
}

/** How an applied script's text was edited; null where it was not, or where nothing is recorded. Reads only. */
export function appliedEditOf(project: Project, version: number, text: string): AppliedEdit | null {
  const applied = appliedText(project, version);
  const divergence = applied === null ? null : divergenceOf(applied, text, 'sql');
  if (applied === null || divergence === null) return null;
  const { complete } = followUpText({ applied, edited: text, file: '' });
  return { divergence, ...changedPart(comparable(applied), text), appends: complete };
}

/** The line of the first difference. Line ends in the edited text count as written. */
function changedPart(
  applied: string,
  edited: string,
): { readonly start: number; readonly end: number } {
  let [a, b] = [0, edited.startsWith('\uFEFF') ? 1 : 0];
  for (;;) {
    if (edited[b] === '\r' && edited[b + 1] === '\n' && applied[a] === '\n') b += 1;
    else if (b >= edited.length || applied[a] !== edited[b]) break;
    else {
      a += 1;
      b += 1;
    }
  }
  const feed = edited.indexOf('\n', b);
  return { start: b, end: feed === -1 ? edited.length : feed };
}
