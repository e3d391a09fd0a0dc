/** Lines around a change that are shown with it. */
const AROUND = 2;
/** Cells of the table below; larger texts are shown as gone and new. */
const LARGEST = 1_000_000;

/** A line of a comparison: in both texts, only in the first, or only in the second. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** In what two texts differ, line by line, with some lines before and behind. Line ends make no difference. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let same = 0;
  while (same < most - start && a.at(-1 - same) === b.at(-1 - same)) same += 1;
  const end = a.length - same;
  return [
    ...marked(' ', a.slice(Math.max(0, start - AROUND), start)),
    ...changes(a.slice(start, end), b.slice(start, b.length - same)),
    ...marked(' ', a.slice(end, end + AROUND)),
  ];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/u);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function marked(mark: DiffLine['mark'], lines: readonly string[]): DiffLine[] {
  return lines.map((line) => ({ mark, line }));
}

/** By the longest common subsequence. */
function changes(a: readonly string[], b: readonly string[]): DiffLine[] {
  const width = b.length + 1;
  if ((a.length + 1) * width > LARGEST) return [...marked('-', a), ...marked('+', b)];
  // How many lines are common to what follows each pair of lines.
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [gone, fresh] = [a[i], b[j]];
    if (gone !== undefined && gone === fresh) {
      lines.push({ mark: ' ', line: gone });
      i += 1;
      j += 1;
    } else if (gone !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', line: gone });
      i += 1;
    } else if (fresh !== undefined) {
      lines.push({ mark: '+', line: fresh });
      j += 1;
    }
  }
  return lines;
}
