import { ArgumentError } from './argOption.ts';
import type { ArgOption, ArgParser } from './argOption.ts';
import { matchArgument } from './argumentMatch.ts';
import type { ArgumentMatch } from './argumentMatch.ts';
import { helpText, usageText } from './usage.ts';

/** Values by long flag, such as `--db`; or what to print before ending with this exit code. */
export type ParsedArgs =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'exit'; readonly code: 0 | 2; readonly out: string; readonly err: string };

/**
 * Parses arguments by the rules of argparse in Python 3.11: unique prefixes, `--db=x`, joined short flags, the last
 * one wins. `columns` is the width that usage and help are wrapped to.
 */
export function parseArgs(parser: ArgParser, args: readonly string[], columns: number): ParsedArgs {
  try {
    return parse(parser, args, columns);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const err = `${usageText(parser, columns)}${parser.prog}: error: ${error.message}\n`;
    return { kind: 'exit', code: 2, out: '', err };
  }
}

function parse(parser: ArgParser, args: readonly string[], columns: number): ParsedArgs {
  // All arguments are matched before the first is acted on, so an ambiguous one later beats --help.
  const matches = matchAll(parser, args);
  const values = new Map<string, string>();
  const extras: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const match = matches[index];
    if (match === undefined || match.kind !== 'option' || match.option === null) {
      extras.push(args[index] ?? '');
      continue;
    }
    const { option, rest } = joinedFlags(parser, match.option, match.flag, match.explicit);
    for (const each of option) {
      if (each.kind === 'help')
        return { kind: 'exit', code: 0, out: helpText(parser, columns), err: '' };
      if (each.kind === 'flag') values.set(longFlag(each), 'true');
    }
    const last = option.at(-1);
    if (last?.kind !== 'value') continue;
    const next = matches[index + 1];
    if (rest === null && next?.kind !== 'argument') throw fault(last, 'expected one argument');
    values.set(longFlag(last), rest ?? args[++index] ?? '');
  }
  if (extras.length > 0) throw new ArgumentError(`unrecognized arguments: ${extras.join(' ')}`);
  return { kind: 'values', values };
}

function matchAll(
  parser: ArgParser,
  args: readonly string[],
): (ArgumentMatch | { kind: 'separator' })[] {
  const separator = args.indexOf('--');
  return args.map((arg, index) => {
    if (separator === -1 || index < separator) return matchArgument(parser, arg);
    return index === separator ? { kind: 'separator' } : { kind: 'argument' };
  });
}

/** Takes `-vh` apart. What is left over belongs to the last option, if that takes a value. */
function joinedFlags(
  parser: ArgParser,
  first: ArgOption,
  flag: string,
  explicit: string | null,
): { option: readonly ArgOption[]; rest: string | null } {
  const option = [first];
  let last = first;
  let rest = explicit;
  while (rest !== null && last.kind !== 'value') {
    const next = flag.startsWith('--') || rest === '' ? undefined : optionOf(parser, `-${rest[0]}`);
    if (next === undefined) throw fault(last, `ignored explicit argument ${pythonRepr(rest)}`);
    option.push(next);
    last = next;
    rest = rest.slice(1) === '' ? null : rest.slice(1);
  }
  return { option, rest };
}

function optionOf(parser: ArgParser, flag: string): ArgOption | undefined {
  return parser.options.find((option) => option.flags.includes(flag));
}

function longFlag(option: ArgOption): string {
  return option.flags.find((flag) => flag.startsWith('--')) ?? option.flags[0];
}

function fault(option: ArgOption, reason: string): ArgumentError {
  return new ArgumentError(`argument ${option.flags.join('/')}: ${reason}`);
}

/** A text as Python's `repr` writes it, for printable text. */
function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
