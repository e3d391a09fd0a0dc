import { diffArrays } from 'diff';

/** Lines around a change that are shown with it. */
const AROUND = 2;
/** Lines that may be gone or new; texts that differ in more are shown as gone and new. */
const MOST_EDITS = 1000;

/** A line of a comparison: in both texts, only in the first, or only in the second. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/**
 * In what two texts differ, from the first line that does to the last, with some lines before and behind; no line that is
 * gone or new where none does. Line ends make no difference.
 */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const lines = diffArrays(a, b, { maxEditLength: MOST_EDITS })?.flatMap(
    ({ value, added, removed }) => marked(added ? '+' : removed ? '-' : ' ', value),
  ) ?? [...marked('-', a), ...marked('+', b)];
  const isChange = ({ mark }: DiffLine): boolean => mark !== ' ';
  const first = lines.findIndex(isChange);
  return lines.slice(Math.max(0, first - AROUND), lines.findLastIndex(isChange) + AROUND + 1);
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/u);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function marked(mark: DiffLine['mark'], lines: readonly string[]): DiffLine[] {
  return lines.map((line) => ({ mark, line }));
}
