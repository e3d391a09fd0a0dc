import type { Convention } from '../project/project.ts';
import type { Draft, Severity } from './finding.ts';
import type { Walk } from './walk.ts';

/** A script as rules see it. */
export interface LintedScript extends Walk {
  readonly convention: Convention;
  /** The oldest SQLite version that scripts must run on, such as `3.35`. */
  readonly target: string;
  /** Whether it runs in one transaction with the version. */
  readonly transactional: boolean;
}

/** SQL that shows a rule at work. */
export interface Example {
  /** What makes the database that the script finds; nothing without it. */
  readonly before?: string;
  readonly script: string;
}

/** One thing that the linter knows about scripts. */
export interface Rule {
  /** `FM` and three digits. The first tells the group. */
  readonly code: string;
  /** What it is called in settings and in links, in words with hyphens. */
  readonly name: string;
  readonly severity: Severity;
  /** One plain line without a full stop. */
  readonly title: string;
  /** What happens and what to do, in plain Markdown. */
  readonly why: string;
  /** A script in which the rule finds something; null for what only a whole folder shows. */
  readonly bad: Example | null;
  /** The same thing done well. */
  readonly good: Example | null;
  /** What it finds in one script. */
  readonly check: (script: LintedScript) => Iterable<Draft>;
}
