import { readFileSync, statSync } from 'node:fs';
import { visible } from './visible.ts';

const WIDTH = 96;

/** The line of a script that an error is about, with a caret under its column. */
export interface Excerpt {
  readonly source: string;
  readonly caret: string;
}

/** The lines to print for a place in a file; null where the file or the line is not there any more. */
export function readExcerpt(file: string, line: number, column?: number): Excerpt | null {
  const text = lineOf(file, line);
  return text === null ? null : excerpt(text, line, column);
}

/** As `readExcerpt`, for a line that is at hand. Long lines are cut around the column. */
export function excerpt(text: string, line: number, column = 1): Excerpt {
  const start = Math.max(0, column - 1 - Math.floor(WIDTH / 2));
  const cut = (from: number, to?: number): string =>
    visible(text.slice(from, to).replaceAll('\t', '  '));
  const prefix = start > 0 ? '…' : '';
  const suffix = text.length > start + WIDTH ? '…' : '';
  const margin = `  ${line} | `;
  return {
    source: margin + prefix + cut(start, start + WIDTH) + suffix,
    caret: ' '.repeat(margin.length + prefix.length + cut(start, column - 1).length) + '^',
  };
}

function lineOf(file: string, line: number): string | null {
  try {
    // Reading a pipe would wait for a writer that may never come.
    if (!statSync(file).isFile()) return null;
    const text = readFileSync(file, 'utf8')
      .replace(/^\uFEFF/u, '')
      .split('\n')[line - 1];
    return text === undefined || text.trim() === '' ? null : text.replace(/\r$/u, '');
  } catch {
    // The excerpt is an extra: the error itself is printed anyhow.
    return null;
  }
}
