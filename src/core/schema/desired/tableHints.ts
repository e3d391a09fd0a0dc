import { foldName } from '../../sql/identifier.ts';
import type { Statement } from '../../sql/split.ts';
import { significantTokens, tokenize } from '../../sql/token.ts';
import type { Schema } from '../model.ts';
import { readHead } from '../parse/head.ts';
import { hintIn } from '../parse/hint.ts';
import { LexemeReader, lexemesOf, nameOf } from '../parse/reader.ts';

/** A statement with what a comment near it is about. */
interface Owner {
  readonly start: number;
  /** Where its parenthesis opens. */
  readonly body: number;
  readonly end: number;
  /** Folded name of the table that it makes; null for other statements. */
  readonly table: string | null;
}

/**
 * The earlier names of tables by their folded names, where a comment before `CREATE TABLE` or before the parenthesis
 * gives one: SQLite does not keep these. A comment behind a statement in the same line is about that one.
 */
export function tableHints(
  text: string,
  statements: readonly Statement[],
): ReadonlyMap<string, string> {
  const owners = statements.map(ownerOf);
  const hints = new Map<string, string>();
  for (const { kind, start, end } of tokenize(text)) {
    const name = kind === 'comment' ? hintIn(text.slice(start, end)) : null;
    const table = name === null ? null : tableAt(text, start, owners);
    if (name !== null && table !== null && !hints.has(table)) hints.set(table, name);
  }
  return hints;
}

/** A schema whose tables know the names that hints give them, where their own text gives none. */
export function withTableHints(schema: Schema, hints: ReadonlyMap<string, string>): Schema {
  if (hints.size === 0) return schema;
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      renamedFrom: table.renamedFrom ?? hints.get(foldName(table.name)) ?? null,
    })),
  };
}

function tableAt(text: string, at: number, owners: readonly Owner[]): string | null {
  const index = owners.findLastIndex(({ start }) => start <= at);
  const owner = owners[index];
  const next = owners[index + 1]?.table ?? null;
  if (owner === undefined) return next;
  if (at < owner.end) return at < owner.body ? owner.table : null;
  return text.slice(owner.end, at).includes('\n') ? next : owner.table;
}

function ownerOf({ start, end, text }: Statement): Owner {
  let body = text.length;
  for (const token of significantTokens(text)) {
    if (text[token.start] !== '(') continue;
    body = token.start;
    break;
  }
  return { start, body: start + body, end, table: createdTable(text) };
}

/** The folded name of the table that a statement makes, or null. */
export function createdTable(text: string): string | null {
  const tokens = [...significantTokens(text)].slice(0, 4);
  const words = tokens.map(({ start, end }) => foldName(text.slice(start, end)));
  const isTable = words[0] === 'create' && words.slice(1, 3).includes('table');
  if (!isTable || words.includes('virtual')) return null;
  try {
    return foldName(nameOf(readHead(new LexemeReader(text, lexemesOf(text).lexemes), 'table')));
  } catch {
    // SQLite says better what is wrong with the statement.
    return null;
  }
}
