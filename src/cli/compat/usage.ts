import type { ArgOption, ArgParser } from './argOption.ts';

const PREFIX = 'usage: ';
const HELP_COLUMN = 24;
const MARGIN = 2;

/** The usage line as argparse wraps it, with its line end. */
export function usageText(parser: ArgParser, columns: number): string {
  const width = columns - MARGIN;
  const parts = parser.options.map(
    (option) => `[${option.flags[0]}${option.kind === 'value' ? ` ${metavar(option)}` : ''}]`,
  );
  const oneLine = [parser.prog, ...parts].join(' ');
  if (PREFIX.length + oneLine.length <= width) return `${PREFIX}${oneLine}\n`;
  if (PREFIX.length + parser.prog.length > 0.75 * width) {
    const lines = wrap(parts, ' ', width - PREFIX.length, width - PREFIX.length);
    return `${PREFIX}${[parser.prog, ...lines].join(`\n${' '.repeat(PREFIX.length)}`)}\n`;
  }
  const indent = PREFIX.length + parser.prog.length + 1;
  const lines = wrap([parser.prog, ...parts], ' ', width - PREFIX.length, width - indent);
  return `${PREFIX}${lines.join(`\n${' '.repeat(indent)}`)}\n`;
}

/** The text of `--help`: usage, description and one entry per option. */
export function helpText(parser: ArgParser, columns: number): string {
  const width = columns - MARGIN;
  const limit = Math.min(HELP_COLUMN, Math.max(width - 20, 4));
  const longest = Math.max(...parser.options.map((option) => invocation(option).length));
  const column = Math.min(longest + 4, limit);
  const entries = parser.options.map((option) =>
    entry(option, column, Math.max(width - column, 11)),
  );
  const description = wrapWords(parser.description, Math.max(width, 11)).join('\n');
  return `${usageText(parser, columns)}\n${description}\n\noptions:\n${entries.join('')}`;
}

function entry(option: ArgOption, column: number, width: number): string {
  const [first = '', ...others] = wrapWords(option.help, width);
  const name = `  ${invocation(option)}`;
  const indent = ' '.repeat(column);
  const head =
    name.length <= column - 2 ? name.padEnd(column) + first : `${name}\n${indent}${first}`;
  return `${[head, ...others.map((line) => indent + line)].join('\n')}\n`;
}

function invocation(option: ArgOption): string {
  return option.flags
    .map((flag) => (option.kind === 'value' ? `${flag} ${metavar(option)}` : flag))
    .join(', ');
}

function metavar(option: ArgOption): string {
  const flag = option.flags.find((each) => each.startsWith('--')) ?? option.flags[0];
  return flag.replace(/^-+/u, '').replaceAll('-', '_').toUpperCase();
}

function wrapWords(text: string, width: number): string[] {
  return wrap(text.split(/\s+/u), ' ', width, width);
}

/** Joins parts to lines; the first line and the others have widths of their own. A part too long stands alone. */
function wrap(
  parts: readonly string[],
  separator: string,
  firstWidth: number,
  width: number,
): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    const longer = line === undefined ? part : line + separator + part;
    if (line !== undefined && longer.length > (lines.length === 0 ? firstWidth : width)) {
      lines.push(line);
      line = part;
    } else line = longer;
  }
  return line === undefined ? lines : [...lines, line];
}
