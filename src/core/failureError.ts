import type { ErrorReport, Failure, FailureCode } from './failure.ts';

/** What of a failure a report has beside its code and its text, where the failure has it. */
const DETAILS = ['file', 'line', 'column', 'statement', 'problems', 'candidates'] as const;

type FailureOf<C extends FailureCode> = Extract<Failure, { readonly code: C }>;

/**
 * A failure with a text that whoever throws it has made. So a part that is sent without the rest of the engine has the
 * texts of its own failures only; everything else throws `MigrateError`, which makes the text of any.
 */
export class FailureError extends Error {
  override readonly name = 'MigrateError';
  readonly failure: Failure;

  constructor(failure: Failure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }

  /** Narrows an unknown error to one failure code. */
  static is<C extends FailureCode>(
    error: unknown,
    code: C,
  ): error is FailureError & { readonly failure: FailureOf<C> } {
    return error instanceof FailureError && error.failure.code === code;
  }

  /** The failure as plain data. `changed` tells whether the command had changed the database by then. */
  report(changed: boolean): ErrorReport {
    const { failure, message } = this;
    const known = new Map<string, unknown>(Object.entries(failure));
    const details = DETAILS.filter((key) => known.get(key) !== undefined);
    const place: Partial<ErrorReport> = Object.fromEntries(
      details.map((key) => [key, known.get(key)]),
    );
    return { code: failure.code, message, ...place, changed };
  }
}

/** An argument that does not fit. */
export function badArgumentText({ argument, reason }: FailureOf<'bad-argument'>): string {
  return `${argument}: ${reason}`;
}

/** The text of an object that cannot be read, or that SQLite reads otherwise. */
export function unreadableSchemaText({ object, reason }: FailureOf<'unreadable-schema'>): string {
  return `the definition of ${object} cannot be read: ${reason}. Nothing was changed`;
}
