import { MigrateError } from '../errors.ts';
import type { ScriptKind } from '../migration/report.ts';
import { faultsOf, isAttempt, isSql, suggestName } from './attempt.ts';
import type { Convention } from './project.ts';
import { slugOf } from './slug.ts';

/** What a file in a migrations folder is, judged by its name alone. */
export type NameClass =
  | { readonly kind: 'script'; readonly version: number; readonly scriptKind: ScriptKind }
  /** Meant as a script, but the rule does not take it. */
  | {
      readonly kind: 'invalid';
      /** One plain clause for people, without a full stop. */
      readonly reason: string;
      /** A name of the same meaning that the rule takes. */
      readonly suggestion?: string;
    }
  /** An SQL file without a number: a schema, seed data, or a forgotten number. It is never run, and said so. */
  | { readonly kind: 'unnumbered' }
  /** Not a script: notes, helpers, backups, leftovers of editors. */
  | { readonly kind: 'other' };

// Python's `\d` takes the digits of every script. Here only 0 to 9 count, as in every other tool.
const FASTMIGRATE = /^([0-9]{4})-[^\n]*\.(py|sql|sh)$/;
const TUPLESAVER = /^([0-9]+)\.[^.\n]+\.sql$/;

/** Judges one file name, given without its folder. The caller looks at plain files and links to them only. */
export function classifyName(file: string, convention: Convention): NameClass {
  const script = parseScript(file, convention);
  if (script !== undefined) return script;
  if (!isAttempt(file) && !isTakenForScript(file, convention))
    return { kind: isSql(file) ? 'unnumbered' : 'other' };
  const reason = faultsOf(file, convention).join('; ');
  const suggestion = suggestName(file, convention);
  // A suggestion that the rule would not take either helps nobody.
  const version =
    suggestion === undefined ? 0 : (parseScript(suggestion, convention)?.version ?? 0);
  return suggestion !== undefined && version > 0
    ? { kind: 'invalid', reason, suggestion }
    : { kind: 'invalid', reason };
}

/** TupleSaver takes every file of this ending for a script, and goes no further where its name is none. */
function isTakenForScript(file: string, convention: Convention): boolean {
  return convention === 'tuplesaver' && isSql(file) && file.endsWith('.sql');
}

function parseScript(
  file: string,
  convention: Convention,
): Extract<NameClass, { kind: 'script' }> | undefined {
  const match = (convention === 'fastmigrate' ? FASTMIGRATE : TUPLESAVER).exec(file);
  if (match === null) return undefined;
  const version = Number(match[1]);
  if (!Number.isSafeInteger(version)) return undefined;
  return { kind: 'script', version, scriptKind: scriptKindOf(match[2]) };
}

function scriptKindOf(extension: string | undefined): ScriptKind {
  return extension === 'py' || extension === 'sh' ? extension : 'sql';
}

/** What the name of a new script is made from. */
export interface NextNameOptions {
  /** Names of all files in the migrations folder. */
  readonly files: readonly string[];
  /** Further numbers that are in use, such as the database version or those in the history. */
  readonly taken?: readonly number[];
  /** What the person called it. */
  readonly name: string;
  readonly kind: ScriptKind;
  readonly convention: Convention;
}

/**
 * The file name of the next script: one above the highest number in use, then the name as a slug.
 * Numbers of invalid names count too, because a later rename would otherwise meet the new script.
 * Throws `bad-argument` when the name has no letter or digit, the number is over 9999, or a
 * TupleSaver project is asked for another kind than `sql`.
 */
export function nextName(options: NextNameOptions): string {
  const { convention, kind, name } = options;
  const next = 1 + highest(options);
  if (convention === 'fastmigrate') {
    if (next > 9999) throw badArgument('NAME', 'all numbers up to 9999 are in use');
    return `${String(next).padStart(4, '0')}-${slugOf(name, '-')}.${kind}`;
  }
  if (kind !== 'sql') throw badArgument('kind', 'TupleSaver projects have .sql scripts only');
  return `${String(next).padStart(3, '0')}.${slugOf(name, '_')}.sql`;
}

function highest({ files, taken = [], convention }: NextNameOptions): number {
  let max = 0;
  for (const file of files) max = Math.max(max, numberMeant(file, convention));
  for (const version of taken) max = Math.max(max, version);
  return max;
}

/** The number of a script, or the one that a wrong name means; 0 where it means none. */
export function numberMeant(file: string, convention: Convention): number {
  const found = classifyName(file, convention);
  switch (found.kind) {
    case 'script':
      return found.version;
    case 'invalid':
      return found.suggestion === undefined ? 0 : numberMeant(found.suggestion, convention);
    case 'unnumbered':
    case 'other':
      return 0;
  }
}

function badArgument(argument: string, reason: string): MigrateError {
  return new MigrateError({ code: 'bad-argument', argument, reason });
}
