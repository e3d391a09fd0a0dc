// Python and JavaScript disagree on what white space is: Python counts U+001C to U+001F and U+0085,
// JavaScript counts U+FEFF. A configuration must read the same in both, so Python's set is used.
const SPACES: ReadonlySet<string> = new Set(
  [
    [0x09, 0x0d],
    [0x1c, 0x20],
    [0x85, 0x85],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
  ].flatMap(([from = 0, to = 0]) =>
    Array.from({ length: to - from + 1 }, (_, offset) => String.fromCharCode(from + offset)),
  ),
);

/** Number of white space characters that the text begins with, as Python's `str.isspace` counts them. */
export function indentOf(text: string): number {
  let index = 0;
  while (index < text.length && SPACES.has(text.charAt(index))) index += 1;
  return index;
}

/** As Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.has(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** As Python's `str.strip()`. */
export function strip(text: string): string {
  return stripEnd(text.slice(indentOf(text)));
}

/** The lines of a text as Python's universal newlines see them, without their ends. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}
