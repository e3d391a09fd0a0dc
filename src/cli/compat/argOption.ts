/** One option of a command. `value` options take one argument. */
export interface ArgOption {
  readonly flags: readonly [string, ...string[]];
  readonly kind: 'value' | 'flag' | 'help';
  readonly help: string;
}

/** A command whose options are parsed as Python's argparse does. It takes no positional arguments. */
export interface ArgParser {
  readonly prog: string;
  readonly description: string;
  readonly options: readonly ArgOption[];
}

/** Wrong arguments, in argparse's words. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}
