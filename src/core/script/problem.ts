import type { Fix, Severity } from '../lint/finding.ts';

/** Something wrong in a script, at a place of it. */
export interface ScriptProblem {
  /** Such as `FM101`. */
  readonly code: string;
  readonly severity: Severity;
  /** Plain text. */
  readonly message: string;
  /** Offsets in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** Page of the extension that explains it, relative to its folder. */
  readonly docs?: string;
  /** Whether a comment in the script can silence it. */
  readonly ignorable: boolean;
  readonly fixes: readonly Fix[];
}

/** What is wrong in a script. */
export interface ScriptCheck {
  readonly diagnostics: readonly ScriptProblem[];
}
