import { foldName } from '../../sql/identifier.ts';
import type { Column, Constraint, Table, TableItem } from '../model.ts';
import { canonicalList, canonicalName } from './canonical.ts';
import { columnNamed } from './draft.ts';
import type { TableDraft } from './draft.ts';
import { canonicalColumn, readColumn } from './column.ts';
import { affinityOf } from './columnType.ts';
import { hintsOf } from './hint.ts';
import { readHead } from './head.ts';
import { namesIn } from './names.ts';
import { LexemeReader, foldedNameOf, lexemesOf, nameOf, splitAtCommas } from './reader.ts';
import type { Lexeme } from './reader.ts';
import { readConstraint, startsConstraint } from './tableConstraint.ts';

/** The suffix of a column that holds the clock of another. */
export const CLOCK = '__hlc';

/** Reads a stored `CREATE TABLE`. Throws `unreadable-schema`. */
export function parseTable(sql: string): Table {
  const { lexemes, comments } = lexemesOf(sql);
  const reader = new LexemeReader(sql, lexemes);
  const name = readHead(reader, 'table');
  const open = reader.peek() ?? name;
  const inner = reader.group();
  const body = reader.spanFrom(open);
  const first = reader.peek();
  const options = new Set(reader.rest().map(foldedNameOf));
  const draft = draftOf(inner, options);
  const items = readItems(new LexemeReader(sql, inner, nameOf(name)), draft);
  const layout = {
    name: { start: name.start, end: name.end },
    body,
    items,
    options: first ? reader.spanFrom(first) : { start: body.end, end: body.end },
  };
  const hints = hintsOf(sql, comments, layout);
  return {
    name: nameOf(name),
    sql,
    canonical: canonicalTable(nameOf(name), draft),
    columns: columnsOf(draft, hints.columns),
    primaryKey: draft.primaryKey,
    uniques: distinct(draft.uniques),
    checks: distinct(draft.checks),
    foreignKeys: distinct(draft.foreignKeys),
    strict: draft.strict,
    withoutRowid: draft.withoutRowid,
    renamedFrom: hints.table,
    layout,
  };
}

function draftOf(inner: readonly Lexeme[], options: ReadonlySet<string>): TableDraft {
  const columns = splitAtCommas(inner).flatMap(([first]) =>
    first && !startsConstraint(first) ? [nameOf(first)] : [],
  );
  return {
    names: namesIn(columns),
    strict: options.has('strict'),
    withoutRowid: options.has('rowid'),
    columns: new Map(),
    primaryKey: null,
    uniques: [],
    checks: [],
    foreignKeys: [],
  };
}

/** Columns stand first. SQLite takes constraints with or without commas between them. */
function readItems(reader: LexemeReader, draft: TableDraft): readonly TableItem[] {
  const items: TableItem[] = [];
  for (let next = reader.peek(); next; next = reader.peek()) {
    if (startsConstraint(next)) items.push(readConstraint(reader, draft));
    else items.push(readColumn(reader, draft));
    const after = reader.peek();
    if (after && !reader.acceptOperator(',') && !startsConstraint(after)) throw reader.failure();
  }
  return items;
}

function columnsOf(table: TableDraft, hints: ReadonlyMap<TableItem, string>): readonly Column[] {
  const renamed = new Map([...hints].map(([{ column }, from]) => [column?.name, from]));
  return [...table.columns.values()].map((column) => ({
    ...column,
    affinity: affinityOf(column.type, table.strict),
    clockOf: clockedBy(table, column.name),
    renamedFrom: renamed.get(column.name) ?? null,
  }));
}

function clockedBy(table: TableDraft, name: string): string | null {
  if (!foldName(name).endsWith(CLOCK)) return null;
  return columnNamed(table, name.slice(0, -CLOCK.length))?.name ?? null;
}

function canonicalTable(name: string, draft: TableDraft): string {
  const { primaryKey, uniques, checks, foreignKeys, strict, withoutRowid } = draft;
  const constraints = [...(primaryKey ? [primaryKey] : []), ...uniques, ...checks, ...foreignKeys];
  const texts = new Set(constraints.map(({ canonical }) => canonical));
  const items = [...[...draft.columns.values()].map(canonicalColumn), ...[...texts].toSorted()];
  const options = [...(strict ? ['strict'] : []), ...(withoutRowid ? ['without rowid'] : [])];
  const head = `create table ${canonicalName(name)} ${canonicalList(items)}`;
  return [head, options.join(' , ')].filter(Boolean).join(' ');
}

/** Two equal constraints are one. */
function distinct<C extends Constraint>(constraints: readonly C[]): readonly C[] {
  const seen = new Set<string>();
  return constraints.filter(({ canonical }) => !seen.has(canonical) && seen.add(canonical));
}
