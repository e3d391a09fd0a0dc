import type { Failure, FailureCode } from './failure.ts';
import { UNCHANGED } from './leftText.ts';

/** The failure of one code. */
export type FailureOf<C extends FailureCode> = Extract<Failure, { readonly code: C }>;

/** What a failure says. Its parts are without a full stop, and become one paragraph. */
export interface Said {
  /** What happened, and where. A list ends with a line feed. */
  readonly what: string;
  /** What became of what the command was to do. */
  readonly left: string;
  /** What to do about it, where neither the place nor the reason says it. */
  readonly todo?: string | undefined;
}

/** The parts as one text. */
export function textOf({ what, left, todo }: Said): string {
  const end = todo === undefined ? left : `${left}. ${todo}`;
  return what.endsWith('\n') ? what + end : `${what.replace(/\.$/, '')}. ${end}`;
}

/**
 * A failure with a text that whoever throws it has made. So a part that is sent without the rest of the engine has the
 * texts of its own failures only; everything else throws `MigrateError`, which makes the text of any.
 */
export class FailureError extends Error {
  override readonly name = 'MigrateError';
  readonly failure: Failure;

  constructor(failure: Failure, said: Said, options?: ErrorOptions) {
    super(textOf(said), options);
    this.failure = failure;
  }

  /** Narrows an unknown error to one failure code. */
  static is<C extends FailureCode>(
    error: unknown,
    code: C,
  ): error is FailureError & { readonly failure: FailureOf<C> } {
    return error instanceof FailureError && error.failure.code === code;
  }
}

/** An argument that does not fit. */
export function badArgument({ argument, reason, instead }: FailureOf<'bad-argument'>): Said {
  return nothing(`${argument}: ${reason}`, instead);
}

/** The definition of an object that cannot be read, or that SQLite reads otherwise. */
export function unreadableSchema({ object, reason }: FailureOf<'unreadable-schema'>): Said {
  const what = `the definition of ${object} cannot be read: ${reason}`;
  return nothing(what, 'Change it with SQL of your own');
}

/** A failure that changes nothing. */
export function nothing(what: string, todo?: string): Said {
  return { what, left: UNCHANGED, todo };
}
