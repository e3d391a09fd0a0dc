import type { Schema } from '../schema/model.ts';
import { foldName, sameName } from '../sql/identifier.ts';
import { ALTER_WORDS, COLUMN_WORDS, KEYWORDS, PRAGMAS, STATEMENT_WORDS } from './keywords.ts';
import { commonTables, isOperator, objectsIn, tablesCalled, watched } from './nameUse.ts';
import type { ObjectUse } from './nameUse.ts';
import { sqlName } from './nearestName.ts';
import { columnsOf, relationsOf } from './relation.ts';
import { isQuiet, isTrigger, segmentAt, tokenAround } from './words.ts';
import type { Segment, Word } from './words.ts';

/** One proposal. */
export interface Completion {
  readonly label: string;
  readonly kind: 'table' | 'view' | 'column' | 'index' | 'trigger' | 'keyword' | 'pragma';
  /** What stands beside it, such as a column's type and table; plain text. */
  readonly detail: string;
  /** The text to put in, as SQL. */
  readonly insert: string;
}

/** Proposals for an offset, the likely ones first, and the text that they replace. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

interface Place {
  readonly segment: Segment | undefined;
  /** The words before the one that is being written. */
  readonly before: readonly Word[];
  readonly objects: readonly ObjectUse[];
  readonly schema: Schema;
}

/** What may stand at an offset of a script whose statement there finds `schema`. Keywords only where no name fits. */
export function completionsAt(text: string, offset: number, schema: Schema): Completions {
  const token = tokenAround(text, offset);
  const written = token?.kind === 'word' || token?.kind === 'quoted';
  const start = written ? token.start : offset;
  const end = written ? token.end : offset;
  if (isQuiet(text, offset)) return { start, end, items: [] };
  const segment = segmentAt(text, offset);
  const words = segment?.words ?? [];
  const before = words.filter((word) => word.end <= start);
  const place = { segment, before, objects: objectsIn(words), schema };
  const prefix = foldName(text.slice(start, offset).replace(/^["`[]/, ''));
  const names = unique(namesAt(place)).filter(({ label }) => isLike(label, prefix));
  return { start, end, items: names.length > 0 ? names : keywordsAt(place, prefix) };
}

function namesAt(place: Place): readonly Completion[] {
  const { before, schema, segment } = place;
  const last = before.at(-1);
  if (isOperator(last, '.')) return membersOf(place, before.at(-2)?.name ?? '');
  if (last === undefined) return [];
  const listed = listOwner(place);
  if (listed !== undefined) return columnItems(schema, [listed]);
  switch (expected(before)) {
    case 'relation':
      return [...commonItems(segment), ...relationItems(schema)];
    case 'index':
      return schema.indexes.map(({ name, table }) => item(name, 'index', `on ${table}`));
    case 'trigger':
      return schema.triggers.map(({ name, table }) => item(name, 'trigger', `on ${table}`));
    case 'view':
      return relationItems(schema).filter(({ kind }) => kind === 'view');
    case 'pragma':
      return PRAGMAS.map((name) => item(name, 'pragma', 'pragma'));
    case 'column':
      return scopeItems(place);
    case 'none':
      return [];
  }
}

type Expected = 'relation' | 'index' | 'trigger' | 'view' | 'pragma' | 'column' | 'none';

/** What the words before the offset call for. */
function expected(before: readonly Word[]): Expected {
  const words = before.map(({ keyword }) => keyword);
  const head = words[0] ?? '';
  const last = words.at(-1) ?? '';
  // IF EXISTS stands between the keyword and the name.
  const behindIf = last === 'exists' && words.at(-2) === 'if';
  const intro = behindIf ? (words.at(-3) ?? '') : last;
  if (last === 'pragma') return 'pragma';
  if (head === 'create' && /^(?:table|view|index|trigger|exists)$/.test(last)) return 'none';
  if (head === 'drop' && /^(?:index|trigger|view)$/.test(intro)) return intro as Expected;
  if (/^(?:from|join|into|references|table)$/.test(intro)) return 'relation';
  if (last === 'update' && words.length === 1) return 'relation';
  if (head === 'update' && words[1] === 'or' && words.length === 3) return 'relation';
  if (last === 'on' && isObjectOn(before)) return 'relation';
  if (head === 'alter') return alterExpects(words);
  if (last === 'as' || last === 'to') return 'none';
  if (isOperator(before.at(-1), ',') && inFromList(before)) return 'relation';
  if (isNameBehindIntro(before) || isDefinition(before)) return 'none';
  return /^(?:select|insert|replace|update|delete|with|create|values)$/.test(head)
    ? 'column'
    : 'none';
}

function alterExpects(words: readonly string[]): Expected {
  const last = words.at(-1) ?? '';
  const verb = words.at(-2) ?? '';
  if (last === 'column') return /^(?:drop|rename)$/.test(verb) ? 'column' : 'none';
  return /^(?:drop|rename)$/.test(last) ? 'column' : 'none';
}

function isObjectOn(before: readonly Word[]): boolean {
  const index = before.slice(1, 3).some(({ keyword }) => keyword === 'index');
  if (before[0]?.keyword !== 'create' || !(index || isTrigger(before))) return false;
  return before.filter(({ keyword }) => keyword === 'on').length === 1;
}

/** Whether a comma belongs to FROM: the last keyword that starts a clause is FROM or JOIN. */
function inFromList(before: readonly Word[]): boolean {
  const clause = before.findLast(({ keyword }) =>
    /^(?:from|join|on|using|where|select|set|group|order|having|values|by|returning|into)$/.test(
      keyword,
    ),
  );
  return /^(?:from|join)$/.test(clause?.keyword ?? '');
}

/** Whether the word before is a table that was just named: an alias or a keyword follows. */
function isNameBehindIntro(before: readonly Word[]): boolean {
  const last = before.at(-1);
  const use = objectsIn(before).at(-1);
  return use !== undefined && use.word.start === last?.start;
}

/** Whether this is the inside of CREATE TABLE, where names are given, except in expressions. */
function isDefinition(before: readonly Word[]): boolean {
  const table = before.slice(1, 3).some(({ keyword }) => keyword === 'table');
  if (before[0]?.keyword !== 'create' || !table) return false;
  return !before.some(({ keyword }) => keyword === 'select');
}

/** The table whose columns are being listed: INSERT INTO t (…, REFERENCES t (… and CREATE INDEX i ON t (… */
function listOwner({ before, objects }: Place): string | undefined {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const word = before[at];
    if (isOperator(word, ')')) depth += 1;
    if (!isOperator(word, '(')) continue;
    if (depth === 0) {
      const owner = objects.find((use) => use.word.end === before[at - 1]?.end);
      return owner?.lists === true ? owner.name : undefined;
    }
    depth -= 1;
  }
  return undefined;
}

/** What may follow a name and a dot. */
function membersOf({ objects, schema, segment }: Place, qualifier: string): readonly Completion[] {
  if (/^(?:main|temp)$/i.test(qualifier)) return relationItems(schema);
  const tables = objects.filter(({ type }) => type === 'table');
  const named = tablesCalled(qualifier, tables, segment?.trigger);
  return columnItems(schema, named.length > 0 ? named : [qualifier]);
}

/** The columns of the tables that the statement names, and these, where several have to be told apart. */
function scopeItems({ objects, schema, segment, before }: Place): readonly Completion[] {
  const tables = objects.filter(({ type, declares }) => type === 'table' && !declares);
  const names = tables.map(({ name }) => name);
  const qualifiers = tables.length > 1 ? tables : [];
  const row = segment?.trigger === undefined ? [] : watched(segment.trigger);
  return [
    ...columnItems(schema, names),
    ...qualifiers.map(({ alias, name }) =>
      item(alias ?? name, 'table', alias === null ? '' : name),
    ),
    ...(row.length > 0 && before.length > 0
      ? ['new', 'old'].map((name) => item(name, 'table', `row of ${row[0] ?? ''}`, name))
      : []),
  ];
}

function columnItems(schema: Schema, tables: readonly string[]): readonly Completion[] {
  return tables.flatMap((table) =>
    columnsOf(schema, table).map(({ name, type }) =>
      item(name, 'column', [type, table].filter(Boolean).join(' · ')),
    ),
  );
}

function relationItems(schema: Schema): readonly Completion[] {
  return relationsOf(schema).map(({ name, kind, columns }) =>
    item(name, kind === 'view' ? 'view' : 'table', columns.map((each) => each.name).join(', ')),
  );
}

function commonItems(segment: Segment | undefined): readonly Completion[] {
  return [...commonTables(segment?.words ?? [])].map((name) => item(name, 'table', 'WITH'));
}

function keywordsAt({ before, segment }: Place, prefix: string): readonly Completion[] {
  const words = wordsFor(before, segment).filter((word) => foldName(word).startsWith(prefix));
  return words.map((word) => item(word, 'keyword', '', word));
}

const EXPRESSION_WORDS: readonly string[] = [...KEYWORDS].map((word) => word.toUpperCase()).sort();

function wordsFor(before: readonly Word[], segment: Segment | undefined): readonly string[] {
  const [first] = before;
  if (first === undefined)
    return segment?.trigger === undefined ? STATEMENT_WORDS : [...STATEMENT_WORDS, 'END'];
  if (isDefinition(before)) return COLUMN_WORDS;
  if (first.keyword === 'alter' && before.length === 3) return ALTER_WORDS;
  return EXPRESSION_WORDS;
}

function item(
  label: string,
  kind: Completion['kind'],
  detail: string,
  insert = sqlName(label),
): Completion {
  return { label, kind, detail: detail.slice(0, 120), insert };
}

function unique(items: readonly Completion[]): readonly Completion[] {
  return items.filter(
    ({ label, kind }, at) =>
      items.findIndex((each) => each.kind === kind && sameName(each.label, label)) === at,
  );
}

/** Whether the letters of the prefix come in the name in this order, as the editor matches them. */
function isLike(name: string, prefix: string): boolean {
  let from = 0;
  const folded = foldName(name);
  for (const letter of prefix) {
    const found = folded.indexOf(letter, from);
    if (found === -1) return false;
    from = found + 1;
  }
  return true;
}
