import { isOperator, objectsIn } from './nameUse.ts';
import { isQuiet, segmentsOf } from './words.ts';
import type { Segment, Word } from './words.ts';

/** A statement that takes rows away or changes them. */
export interface Staked {
  readonly verb: 'DROP TABLE' | 'DELETE' | 'UPDATE';
  readonly table: string;
  /** What the statement calls the table, where it gives a name of its own. */
  readonly alias: string | null;
  /** The condition as written; null for all rows. */
  readonly where: string | null;
  /** Whether the rows depend on more than the table and the condition. */
  readonly partial: boolean;
  /** The words that say so: from the verb to the table's name. */
  readonly start: number;
  readonly end: number;
}

/** The statement whose verb or table an offset is in, where it puts rows at stake, or null. */
export function stakedAt(text: string, offset: number): Staked | null {
  if (isQuiet(text, offset)) return null;
  const segment = segmentsOf(text).find(({ start, end }) => start <= offset && offset <= end);
  // A trigger's body runs when something else happens.
  if (segment === undefined || segment.trigger !== undefined) return null;
  const staked = stakedBy(text, segment);
  return staked !== null && staked.start <= offset && offset <= staked.end ? staked : null;
}

function stakedBy(text: string, { words }: Segment): Staked | null {
  const [first, second] = words;
  const verb = verbOf(first, second);
  const use = objectsIn(words)[0];
  if (first === undefined || verb === null || use?.type !== 'table') return null;
  const where = verb === 'DROP TABLE' ? -1 : outer(words, /^where$/, 0);
  const end = where === -1 ? -1 : outer(words, /^(?:returning|order|limit)$/, where);
  const last = words.at(-1);
  const stop = words[end]?.start ?? (last?.kind === 'semicolon' ? last.start : last?.end);
  return {
    verb,
    table: use.name,
    alias: use.alias,
    where: where === -1 ? null : text.slice(words[where]?.end, stop).trim(),
    partial: outer(words, verb === 'UPDATE' ? /^(?:from|limit)$/ : /^limit$/, 0) !== -1,
    start: first.start,
    end: use.word.end,
  };
}

function verbOf(first: Word | undefined, second: Word | undefined): Staked['verb'] | null {
  if (first?.keyword === 'drop' && second?.keyword === 'table') return 'DROP TABLE';
  if (first?.keyword === 'delete') return 'DELETE';
  return first?.keyword === 'update' ? 'UPDATE' : null;
}

function outer(words: readonly Word[], keyword: RegExp, from: number): number {
  let depth = 0;
  return words.findIndex((word, at) => {
    if (isOperator(word, '(')) depth += 1;
    if (isOperator(word, ')')) depth -= 1;
    return at >= from && depth === 0 && word.keyword !== '' && keyword.test(word.keyword);
  });
}
