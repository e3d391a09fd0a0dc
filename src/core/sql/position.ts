/** A place in a text for people: both count from 1, columns in UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset. Lines end at `\n`, so `\r\n` counts once and a lone `\r` not at all. */
export function positionAt(text: string, offset: number): TextPosition {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let lineStart = 0;
  for (
    let feed = text.indexOf('\n');
    feed !== -1 && feed < end;
    feed = text.indexOf('\n', lineStart)
  ) {
    line += 1;
    lineStart = feed + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** As `positionAt`, for many offsets in one text: reads the text once, then answers in logarithmic time. */
export function positionFinder(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    starts.push(feed + 1);
  }
  return (offset) => {
    const end = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= end) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: end - (starts[low] ?? 0) + 1 };
  };
}
