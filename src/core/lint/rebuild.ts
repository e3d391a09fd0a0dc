import type { Table } from '../schema/model.ts';
import { foldName, sameName } from '../sql/identifier.ts';
import { hasOuter, outerIndex } from './form.ts';
import type { InsertForm } from './form.ts';
import { hasName, tableNamed } from './objects.ts';
import type { StatementOf } from './objects.ts';
import type { LintedScript } from './rule.ts';
import { nameOf, splitAtCommas } from '../schema/parse/reader.ts';
import type { Lexeme } from '../schema/parse/reader.ts';

/** A table that a script makes anew under its old name, keeping rows. However it names the other one, in either order. */
export interface Rebuild {
  /** As it was before it was dropped, under the name that the script finds. */
  readonly before: Table;
  /** As the script leaves it. */
  readonly after: Table;
  readonly create: StatementOf<'create'>;
  readonly copies: readonly Copy[];
  readonly drop: StatementOf<'drop'>;
  /** Whether the old table was renamed away first. */
  readonly oldFirst: boolean;
}

/** INSERT … SELECT from one table into another. */
export interface Copy {
  readonly statement: StatementOf<'insert'>;
  /** The table that rows come from, as it is named then. */
  readonly from: string;
  /** The target's columns in the order of the values; null where they cannot be told. */
  readonly targets: readonly string[] | null;
  /** For each value the column it is, or null for any other expression. */
  readonly sources: readonly (string | null)[] | null;
  /** Whether WHERE, LIMIT, DISTINCT or GROUP BY may leave rows out. */
  readonly filtered: boolean;
}

/** Tables of a script by what they were at its start. */
interface Origins {
  /** Folded name now → the name at the start, or the statement that made it. */
  readonly now: Map<string, string | StatementOf<'create'>>;
  readonly dropped: Map<string, StatementOf<'drop'>>;
  readonly renamedAway: Set<string>;
  /** Those that CREATE TABLE … AS has read. */
  readonly saved: Set<string>;
  readonly copies: {
    readonly from: string;
    readonly to: StatementOf<'create'>;
    readonly copy: Copy;
  }[];
}

/** Tables that rows were copied out of before they were dropped, folded, as they were named at the start. */
export function savedTables(script: LintedScript): ReadonlySet<string> {
  if (!script.statements.some(({ form }) => form.kind === 'drop' || form.kind === 'delete'))
    return new Set();
  const { copies, saved } = trace(script);
  return new Set([...copies.map(({ from }) => from), ...saved]);
}

/** The rebuilds in a script. */
export function rebuildsOf(script: LintedScript): readonly Rebuild[] {
  if (!script.statements.some(({ form }) => form.kind === 'drop')) return [];
  const origins = trace(script);
  return script.start.tables.flatMap((found): Rebuild[] => {
    const key = foldName(found.name);
    const drop = origins.dropped.get(key);
    const create = origins.now.get(key);
    const after = tableNamed(script.end, found.name);
    if (!drop || !after || typeof create !== 'object') return [];
    const copies = origins.copies
      .filter(({ from, to }) => from === key && to === create)
      .map(({ copy }) => copy);
    if (copies.length === 0) return [];
    const last = tableNamed(drop.before, drop.form.name) ?? found;
    const before = { ...last, name: found.name };
    return [{ before, after, create, copies, drop, oldFirst: origins.renamedAway.has(key) }];
  });
}

/** The name that a table had at the start of the script, or undefined for one that the script made. */
export function nameAtStart(
  script: LintedScript,
  statement: { readonly start: number },
  name: string,
): string | undefined {
  const origin = trace(script, statement.start).now.get(foldName(name));
  return typeof origin === 'string' ? origin : undefined;
}

function trace(script: LintedScript, until = Infinity): Origins {
  const origins: Origins = {
    now: new Map(
      [...script.start.tables, ...script.start.virtualTables].map(({ name }) => [
        foldName(name),
        foldName(name),
      ]),
    ),
    dropped: new Map(),
    renamedAway: new Set(),
    saved: new Set(),
    copies: [],
  };
  for (const statement of script.statements)
    // A copy that fails was meant as one all the same.
    if (statement.start < until && (statement.error === null || statement.form.kind === 'insert'))
      follow(origins, statement as StatementOf<'create'>);
  return origins;
}

function follow(
  origins: Origins,
  statement: StatementOf<'create' | 'drop' | 'rename-table' | 'insert'>,
): void {
  const { form } = statement;
  if (form.kind === 'create' && form.asSelect)
    for (const lexeme of statement.lexemes) {
      const origin = origins.now.get(foldName(nameOf(lexeme)));
      if (typeof origin === 'string') origins.saved.add(origin);
    }
  if (form.kind === 'create' && form.object === 'table' && !origins.now.has(foldName(form.name)))
    origins.now.set(foldName(form.name), statement as StatementOf<'create'>);
  if (form.kind === 'rename-table') {
    const origin = origins.now.get(foldName(form.table));
    origins.now.delete(foldName(form.table));
    if (origin !== undefined) origins.now.set(foldName(form.to), origin);
    if (typeof origin === 'string') origins.renamedAway.add(origin);
  }
  if (form.kind === 'drop' && form.object === 'table') {
    const origin = origins.now.get(foldName(form.name));
    origins.now.delete(foldName(form.name));
    if (typeof origin === 'string') origins.dropped.set(origin, statement as StatementOf<'drop'>);
  }
  if (form.kind === 'insert') addCopies(origins, statement as StatementOf<'insert'>);
}

function addCopies(origins: Origins, statement: StatementOf<'insert'>): void {
  const to = origins.now.get(foldName(statement.form.table));
  if (typeof to !== 'object' || statement.form.source[0]?.word === 'values') return;
  const words = new Set(statement.form.source.map((lexeme) => foldName(nameOf(lexeme))));
  for (const [name, from] of origins.now)
    if (typeof from === 'string' && words.has(name))
      origins.copies.push({ from, to, copy: copyOf(statement, name) });
}

/** Takes an INSERT … SELECT apart. */
function copyOf(statement: StatementOf<'insert'>, from: string): Copy {
  const { form, before } = statement;
  const target = tableNamed(before, form.table);
  const source = tableNamed(before, from);
  const settable = (table: Table | undefined): readonly string[] | null =>
    table?.columns.filter(({ generated }) => generated === null).map(({ name }) => name) ?? null;
  const values = valuesOf(form);
  const all = source?.columns.map(({ name }) => name) ?? null;
  const sources = values === null || all === null ? null : values === '*' ? all : values;
  return {
    statement,
    from,
    targets: form.columns ?? settable(target),
    sources,
    filtered: isFiltered(form),
  };
}

function isFiltered({ source }: InsertForm): boolean {
  return (
    source[1]?.word === 'distinct' ||
    ['where', 'limit', 'group', 'except', 'intersect'].some((word) => hasOuter(source, word))
  );
}

/** The columns that a plain SELECT gives, null for other expressions; `*` for all of its one table. */
function valuesOf({ source }: InsertForm): readonly (string | null)[] | '*' | null {
  if (source[0]?.word !== 'select' || hasOuter(source, 'join')) return null;
  const end = outerIndex(source, /^from$/);
  const skipped = /^(?:distinct|all)$/.test(source[1]?.word ?? '') ? 2 : 1;
  const items = splitAtCommas(source.slice(skipped, end === -1 ? source.length : end));
  if (items.length === 1 && items[0]?.length === 1 && items[0][0]?.text === '*') return '*';
  if (items.some((item) => item.at(-1)?.text === '*')) return null;
  return items.map(columnIn);
}

/** `c`, `t.c` and `c AS x` are the column c. */
function columnIn(item: readonly Lexeme[]): string | null {
  const plain = item.at(-2)?.word === 'as' ? item.slice(0, -2) : item;
  const last = plain.at(-1);
  const isColumn = plain.length === 1 || (plain.length === 3 && plain[1]?.text === '.');
  return last && isColumn && (last.kind === 'word' || last.kind === 'quoted') ? nameOf(last) : null;
}

/** Whether a column's value is among what a copy reads, in whatever expression. */
export function reads({ statement, sources }: Copy, column: string): boolean {
  if (sources !== null && hasName(sources, column)) return true;
  return (
    statement.form.source.some(
      (lexeme) =>
        lexeme.text === '*' ||
        ((lexeme.kind === 'word' || lexeme.kind === 'quoted') && sameName(nameOf(lexeme), column)),
    ) && !(sources !== null && statement.form.source[1]?.text === '*')
  );
}
