import { FailureError } from './failureError.ts';
import type { ErrorReport, Failure } from './failure.ts';
import { saidOf, seen } from './failureText.ts';

export type {
  ErrorReport,
  Failure,
  FailureCode,
  ForeignKeyViolation,
  Holder,
  ObjectProblem,
  Position,
  Refusal,
  UndecidedRename,
} from './failure.ts';
export { describe, whatOf } from './failureText.ts';

/** The one error class of the engine. Its message says what happened, where, whether anything changed, and what to do. */
export class MigrateError extends FailureError {
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, saidOf(failure), options);
  }

  /** What reads schemas has its own texts and throws the class below this one: that is an error of the engine too. */
  static override [Symbol.hasInstance](value: unknown): value is MigrateError {
    return value instanceof FailureError;
  }
}

/** The same error of a command that had done something before: its text says that this stays. */
export function afterEarlier(error: MigrateError): MigrateError {
  return leaving(error, 'earlier');
}

/** The same error where the very thing that failed may have been done. */
export function perhapsDone(error: MigrateError): MigrateError {
  return leaving(error, 'unknown');
}

function leaving(error: MigrateError, leaves: 'earlier' | 'unknown'): MigrateError {
  // Its text says what became of it already.
  if (hasChanged(error.failure)) return error;
  return new MigrateError({ ...error.failure, leaves }, { cause: error });
}

/** What of a failure a report has beside its code and its text, where the failure has it. */
const DETAILS = [
  'file',
  'line',
  'column',
  'statement',
  'complaint',
  'problems',
  'candidates',
] as const;

/** The failure as plain data, as `--json` prints it. */
export function errorReport({ failure, message }: MigrateError): ErrorReport {
  const known = new Map<string, unknown>(Object.entries(failure));
  const details = DETAILS.filter((key) => known.get(key) !== undefined);
  const place: Partial<ErrorReport> = Object.fromEntries(
    details.map((key) => [key, known.get(key)]),
  );
  return { code: failure.code, message, ...place, changed: hasChanged(failure) };
}

/** As `errorReport`, for what only looks: there it goes without saying that nothing was changed. */
export function lookReport(error: MigrateError): ErrorReport {
  return { ...errorReport(error), message: seen(error.failure) };
}

/** Whether the database is, or may be, another than before the command. */
export function hasChanged(failure: Failure): boolean {
  switch (failure.code) {
    case 'restore-unfinished':
    case 'not-put-back':
      return true;
    case 'backend-failed':
      return failure.outcome === 'stays' || failure.leaves !== undefined;
    default:
      return failure.leaves !== undefined;
  }
}
