import { ArgumentError } from './argOption.ts';
import type { ArgOption, ArgParser } from './argOption.ts';

/** What one argument is: a value, or an option, which is null where the parser has none of that name. */
export type ArgumentMatch =
  | { readonly kind: 'argument' }
  | {
      readonly kind: 'option';
      readonly option: ArgOption | null;
      readonly flag: string;
      /** The part after `=`, or joined to a short flag. */
      readonly explicit: string | null;
    };

type OptionMatch = Extract<ArgumentMatch, { kind: 'option' }>;

const ARGUMENT: ArgumentMatch = { kind: 'argument' };

/** Decides what one argument is. Throws `ArgumentError` where a prefix fits several options. */
export function matchArgument(parser: ArgParser, arg: string): ArgumentMatch {
  if (!arg.startsWith('-')) return ARGUMENT;
  const exact = find(parser, arg, arg, null);
  if (exact !== undefined) return exact;
  if (arg === '-') return ARGUMENT;
  const assigned = matchAssigned(parser, arg);
  if (assigned !== undefined) return assigned;
  const candidates = arg.startsWith('--') ? matchPrefix(parser, arg) : matchShort(parser, arg);
  if (candidates.length > 1) {
    const names = candidates.map((candidate) => candidate.flag).join(', ');
    throw new ArgumentError(`ambiguous option: ${arg} could match ${names}`);
  }
  if (candidates[0] !== undefined) return candidates[0];
  // A negative number is a value, and so is anything with a space in it.
  if (/^-\d+$|^-\d*\.\d+$/u.test(arg) || arg.includes(' ')) return ARGUMENT;
  return { kind: 'option', option: null, flag: arg, explicit: null };
}

function matchAssigned(parser: ArgParser, arg: string): OptionMatch | undefined {
  const at = arg.indexOf('=');
  return at === -1
    ? undefined
    : find(parser, arg.slice(0, at), arg.slice(0, at), arg.slice(at + 1));
}

function matchPrefix(parser: ArgParser, arg: string): OptionMatch[] {
  const at = arg.indexOf('=');
  const prefix = at === -1 ? arg : arg.slice(0, at);
  const explicit = at === -1 ? null : arg.slice(at + 1);
  return allFlags(parser)
    .filter(({ flag }) => flag.startsWith(prefix))
    .map(({ option, flag }) => ({ kind: 'option', option, flag, explicit }));
}

function matchShort(parser: ArgParser, arg: string): OptionMatch[] {
  const short = [...arg].slice(0, 2).join('');
  const match = find(parser, short, short, arg.slice(short.length));
  return match === undefined ? [] : [match];
}

function find(
  parser: ArgParser,
  name: string,
  flag: string,
  explicit: string | null,
): OptionMatch | undefined {
  const option = parser.options.find((each) => each.flags.includes(name));
  return option === undefined ? undefined : { kind: 'option', option, flag, explicit };
}

function allFlags(parser: ArgParser): readonly { option: ArgOption; flag: string }[] {
  return parser.options.flatMap((option) => option.flags.map((flag) => ({ option, flag })));
}
