import { foldName, sameName } from '../sql/identifier.ts';
import { KEYWORDS } from './keywords.ts';
import { isTrigger } from './words.ts';
import type { Segment, Word } from './words.ts';

/** A place that names a table or view, an index or a trigger. */
export interface ObjectUse {
  readonly type: 'table' | 'index' | 'trigger';
  readonly name: string;
  readonly word: Word;
  /** What the statement calls it, where it gives a name of its own. */
  readonly alias: string | null;
  /** Whether this place gives the name: CREATE, or RENAME TO. */
  readonly declares: boolean;
  /** Where in the segment's words the name stands. */
  readonly at: number;
  /** Whether a list of the table's columns in parentheses may follow, as in INSERT INTO t (…). */
  readonly lists: boolean;
}

/** A place that may name a column of one of the tables. */
export interface ColumnUse {
  readonly name: string;
  readonly word: Word;
  /** The tables that it may belong to, in the order of the statement. */
  readonly tables: readonly string[];
}

/** What the words before a name say about it. */
interface Announced {
  readonly type: ObjectUse['type'];
  readonly declares: boolean;
  readonly lists: boolean;
  /** Whether more tables may follow behind a comma. */
  readonly several: boolean;
}

/** The places of a segment that name objects, in order, as far as its words tell. Never throws. */
export function objectsIn(words: readonly Word[]): readonly ObjectUse[] {
  const own = commonTables(words);
  const uses: ObjectUse[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const announced = announcedAt(words, at);
    if (announced === undefined) continue;
    for (let next = behindIf(words, at + 1); next !== undefined;) {
      const use = useAt(words, next, announced);
      if (use === undefined) break;
      if (!own.has(foldName(use.name))) uses.push(use);
      next = announced.several ? commaBehind(words, use) : undefined;
    }
  }
  return uses;
}

/** The places of a segment that may name columns. `objects` are those of the same segment. */
export function columnsIn(
  { words, trigger }: Segment,
  objects: readonly ObjectUse[],
): readonly ColumnUse[] {
  const taken = new Set(objects.map(({ at }) => at));
  const tables = objects.filter(({ type }) => type === 'table');
  const owners = ownersOf(words, tables);
  const uses: ColumnUse[] = [];
  words.forEach((word, at) => {
    if (word.name === null || taken.has(at) || KEYWORDS.has(word.keyword)) return;
    if (isOperator(words[at + 1], '(') && !owners.has(at)) return;
    if (isOperator(words[at + 1], '.')) return;
    const owner = owners.get(at);
    const qualifier = isOperator(words[at - 1], '.') ? words[at - 2]?.name : undefined;
    const names =
      qualifier === undefined || qualifier === null
        ? owner === undefined
          ? tables.map(({ name }) => name)
          : [owner]
        : tablesCalled(qualifier, tables, trigger);
    if (names.length > 0) uses.push({ name: word.name, word, tables: names });
  });
  return uses;
}

/** The tables that a name before a dot stands for: an alias, a table, or NEW and OLD in a trigger. */
export function tablesCalled(
  qualifier: string,
  tables: readonly ObjectUse[],
  trigger: readonly Word[] | undefined,
): readonly string[] {
  const called = tables.filter(({ alias, name }) => sameName(alias ?? name, qualifier));
  if (called.length > 0) return called.map(({ name }) => name);
  if (trigger !== undefined && /^(?:new|old)$/i.test(qualifier)) return watched(trigger);
  return [];
}

/** The table that a trigger watches. */
export function watched(trigger: readonly Word[]): readonly string[] {
  return objectsIn(trigger)
    .filter(({ type }) => type === 'table')
    .map(({ name }) => name);
}

/** Names that WITH gives, folded. */
export function commonTables(words: readonly Word[]): ReadonlySet<string> {
  const names = new Set<string>();
  if (!words.some(({ keyword }) => keyword === 'with')) return names;
  words.forEach((word, at) => {
    const before = words[at - 1];
    const first = /^(?:with|recursive)$/.test(before?.keyword ?? '');
    if (word.name === null || !(first || isOperator(before, ','))) return;
    if (KEYWORDS.has(word.keyword)) return;
    const behind = isOperator(words[at + 1], '(') ? closing(words, at + 1) + 1 : at + 1;
    if (words[behind]?.keyword !== 'as') return;
    const opens = words
      .slice(behind + 1, behind + 4)
      .find(({ keyword }) => !/^(?:not|materialized)$/.test(keyword));
    if (isOperator(opens, '(')) names.add(foldName(word.name));
  });
  return names;
}

export function isOperator(word: Word | undefined, text: string): boolean {
  return word?.kind === 'operator' && word.text === text;
}

/** The index of the parenthesis that closes the one at `open`, or of the last word. */
export function closing(words: readonly Word[], open: number): number {
  let depth = 0;
  for (let at = open; at < words.length; at += 1) {
    if (isOperator(words[at], '(')) depth += 1;
    if (isOperator(words[at], ')')) depth -= 1;
    if (depth === 0) return at;
  }
  return words.length - 1;
}

const ONE_TABLE: Announced = { type: 'table', declares: false, lists: false, several: false };

function announcedAt(words: readonly Word[], at: number): Announced | undefined {
  const [first] = words;
  const before = words[at - 1]?.keyword ?? '';
  const table = (some: Partial<Announced> = {}): Announced => ({ ...ONE_TABLE, ...some });
  const declares = first?.keyword === 'create';
  const keyword = words[at]?.keyword;
  switch (keyword) {
    case 'from':
      return before === 'distinct' ? undefined : table({ several: true });
    case 'join':
      return table({ several: true });
    case 'into':
    case 'references':
      return table({ lists: true });
    case 'update':
      return at === 0 || words[at - 1]?.kind === 'operator' || isBodyStart(words, at)
        ? table()
        : undefined;
    case 'table':
    case 'view':
      return table({ declares });
    case 'index':
    case 'trigger':
      return at > 2 ? undefined : table({ type: keyword, declares });
    case 'by':
      // SELECT … FROM t INDEXED BY i
      return before === 'indexed' ? table({ type: 'index' }) : undefined;
    case 'on':
      return isObjectOn(words, at) ? table({ lists: !isTrigger(words) }) : undefined;
    case 'to':
      return first?.keyword === 'alter' && before === 'rename'
        ? table({ declares: true })
        : undefined;
    default:
      return undefined;
  }
}

/** `WITH … UPDATE t`: what comes before is a closing parenthesis. */
function isBodyStart(words: readonly Word[], at: number): boolean {
  return isOperator(words[at - 1], ')') && words[0]?.keyword === 'with';
}

/** The ON of CREATE INDEX i ON t and CREATE TRIGGER g AFTER UPDATE ON t. */
function isObjectOn(words: readonly Word[], at: number): boolean {
  if (words[0]?.keyword !== 'create') return false;
  const index = words.slice(1, 3).some(({ keyword }) => keyword === 'index');
  if (!index && !isTrigger(words)) return false;
  return !words.slice(0, at).some(({ keyword }) => keyword === 'on');
}

/** Behind IF [NOT] EXISTS and UPDATE OR x. */
function behindIf(words: readonly Word[], at: number): number | undefined {
  if (words[at]?.keyword === 'if') return words[at + 1]?.keyword === 'not' ? at + 3 : at + 2;
  if (words[at]?.keyword === 'or') return at + 2;
  return at < words.length ? at : undefined;
}

function useAt(words: readonly Word[], start: number, announced: Announced): ObjectUse | undefined {
  const qualified = isOperator(words[start + 1], '.');
  const at = qualified ? start + 2 : start;
  const word = words[at];
  if (word === undefined || word.name === null || KEYWORDS.has(word.keyword)) return undefined;
  // A function that gives a table.
  if (announced.several && isOperator(words[at + 1], '(')) return undefined;
  const { type, declares, lists } = announced;
  return { type, declares, lists, name: word.name, word, at, alias: aliasBehind(words, at) };
}

function aliasBehind(words: readonly Word[], at: number): string | null {
  const next = words[at + 1];
  if (next?.keyword === 'as') {
    const alias = words[at + 2];
    return alias === undefined || KEYWORDS.has(alias.keyword) ? null : alias.name;
  }
  if (next === undefined || KEYWORDS.has(next.keyword)) return null;
  return next.name;
}

function commaBehind(words: readonly Word[], { at, alias }: ObjectUse): number | undefined {
  let next = at + 1;
  if (alias !== null) next += words[next]?.keyword === 'as' ? 2 : 1;
  return isOperator(words[next], ',') ? next + 1 : undefined;
}

/** Words that belong to one table whatever else the statement names, by their index. */
function ownersOf(
  words: readonly Word[],
  tables: readonly ObjectUse[],
): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  const claim = (from: number, to: number, name: string): void => {
    for (let at = from; at <= to; at += 1) owners.set(at, name);
  };
  const made = tables.find(({ declares }) => declares);
  if (made !== undefined && isOperator(words[made.at + 1], '('))
    claim(made.at + 1, closing(words, made.at + 1), made.name);
  for (const { lists, at, name } of tables)
    if (lists && isOperator(words[at + 1], '(')) claim(at + 1, closing(words, at + 1), name);
  return owners;
}
