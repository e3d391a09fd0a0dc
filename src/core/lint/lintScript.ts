import type { Draft, Finding, Fix, Level, RowQuery, Severity } from './finding.ts';
import { RULES, ruleNamed } from './registry.ts';
import type { LintedScript, Rule } from './rule.ts';
import { MALFORMED_IGNORE, UNUSED_IGNORE } from './ignoreRules.ts';
import { suppressionsOf } from './suppress.ts';
import type { Suppression } from './suppress.ts';

/** Severities that differ from the rules' own, by code or name in lower case. */
export type Levels = Readonly<Record<string, Level>>;

export interface LintOptions {
  readonly levels?: Levels;
  /** Counts rows in a database, or gives undefined where that tells nothing. */
  readonly count?: (query: RowQuery) => number | undefined;
}

/** What is to be said about one script, in the order of its text. Pure but for `count`. */
export function lintScript(script: LintedScript, options: LintOptions = {}): readonly Finding[] {
  const found = RULES.flatMap((rule) => findingsOf(rule, script, options));
  const suppressions = suppressionsOf(script.text);
  const used = new Set<Suppression>();
  const kept = found.filter((finding) => {
    const by = suppressions.filter((each) => covers(each, finding));
    for (const each of by) used.add(each);
    return by.every(({ reason }) => reason === '');
  });
  const about = suppressions.flatMap((each) =>
    aboutSuppression(each, used.has(each), script, options),
  );
  return [...kept, ...about].toSorted((a, b) => a.start - b.start || (a.code < b.code ? -1 : 1));
}

/** The severity of a rule under these settings. */
export function levelOf(
  { code, name, severity }: Pick<Rule, 'code' | 'name' | 'severity'>,
  levels: Levels = {},
): Level {
  return levels[code.toLowerCase()] ?? levels[name] ?? severity;
}

function findingsOf(rule: Rule, script: LintedScript, options: LintOptions): Finding[] {
  if (levelOf(rule, options.levels) === 'off') return [];
  return [...rule.check(script)].map((draft) => toFinding(rule, draft, options));
}

function toFinding(rule: Rule, draft: Draft, { levels, count }: LintOptions): Finding {
  const { severity: own, rows: query, fixes = [], ...place } = draft;
  const level = levelOf(rule, levels);
  const chosen: Severity = level === 'off' ? rule.severity : level;
  const rows = query && count?.(query);
  const counted =
    query === undefined || rows === undefined
      ? place.message
      : `${place.message}. ${countedText(query, rows)}`;
  // A setting wins over what the rule thinks of the single case.
  const severity = level === rule.severity ? (own ?? chosen) : chosen;
  return {
    ...place,
    message: counted,
    code: rule.code,
    name: rule.name,
    severity: rows === 0 && severity === 'warning' ? 'info' : severity,
    ...(rows === undefined ? {} : { rows }),
    fixes,
  };
}

function countedText({ what, one }: RowQuery, rows: number): string {
  if (rows === 0) return `No ${what}`;
  return rows === 1 ? `1 ${one}` : `${rows} ${what}`;
}

function covers({ rules, from, to }: Suppression, { code, name, start }: Finding): boolean {
  return (
    start >= from &&
    start < to &&
    rules.some((rule) => rule.toUpperCase() === code || rule.toLowerCase() === name)
  );
}

/** What is wrong with a suppression itself. */
function aboutSuppression(
  { rules, reason, start, end }: Suppression,
  used: boolean,
  script: LintedScript,
  options: LintOptions,
): readonly Finding[] {
  const say = (rule: Rule, message: string): readonly Finding[] => {
    if (levelOf(rule, options.levels) === 'off') return [];
    const finding = toFinding(rule, { message, start, end }, options);
    return [{ ...finding, fixes: removal(script.text, { start, end }) }];
  };
  const known = rules.flatMap((rule) => ruleNamed(rule) ?? []);
  if (rules.length === 0)
    return say(
      MALFORMED_IGNORE,
      'The comment names no rule. Write -- fastmigrate-ignore FM101: reason',
    );
  if (known.length < rules.length) {
    const unknown = rules.filter((rule) => ruleNamed(rule) === undefined);
    return say(MALFORMED_IGNORE, `No rule is called ${unknown.join(', ')}`);
  }
  if (reason === '')
    return say(
      MALFORMED_IGNORE,
      `A reason is missing, so nothing is ignored. Write it behind a colon: -- fastmigrate-ignore ${rules.join(', ')}: reason`,
    );
  const isMoot = !script.known || known.some((rule) => levelOf(rule, options.levels) === 'off');
  return used || isMoot
    ? []
    : say(UNUSED_IGNORE, `${rules.join(', ')} finds nothing here any more`);
}

function removal(text: string, { start, end }: Pick<Suppression, 'start' | 'end'>): readonly Fix[] {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const alone = text.slice(lineStart, start).trim() === '' && text[end] === '\n';
  const edits = [alone ? { start: lineStart, end: end + 1, text: '' } : { start, end, text: '' }];
  return [{ kind: 'edit', title: 'Remove the comment', edits }];
}
