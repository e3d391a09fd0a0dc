// Controls, characters that reorder or hide others, and line breaks.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d\u2028\u2029\u2060\ufeff]+/gu;

/** Any text as code within a line, also in a cell of a table: nothing in it is taken for Markdown. */
export function code(text: string): string {
  const line = text.replace(UNSAFE, ' ').trim();
  if (line === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // A cell ends at a bar, also within code, unless a backslash stands before it.
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** Any text of several lines as a block of code. */
export function block(text: string, language = ''): string {
  const lines = text.split(/\r?\n/).map((line) => line.replaceAll('\t', '  ').replace(UNSAFE, ' '));
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${lines.join('\n')}\n${fence}\n`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
