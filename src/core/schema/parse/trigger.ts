import type { Trigger } from '../model.ts';
import { canonicalName, canonicalTokens } from './canonical.ts';
import type { KnownNames } from './canonical.ts';
import { readHead, readQualifiedName } from './head.ts';
import { namesWithin } from './names.ts';
import { LexemeReader, lexemesOf, nameOf, withoutParentheses } from './reader.ts';
import type { Lexeme } from './reader.ts';

/** The words that a statement of a trigger starts with. "begin" before another word is a name. */
const STATEMENTS: ReadonlySet<string> = new Set(
  'insert replace update delete select with values'.split(' '),
);

/**
 * Reads a stored `CREATE TRIGGER`. `names` are the names of the schema, folded: what stands in double quotes and is
 * neither one of them nor a word of the text counts as a string. Throws `unreadable-schema`.
 */
export function parseTrigger(sql: string, names?: KnownNames): Trigger {
  const { lexemes } = lexemesOf(sql);
  const known = namesWithin(lexemes, names);
  const reader = new LexemeReader(sql, lexemes);
  const name = nameOf(readHead(reader, 'trigger'));
  const time = readTime(reader);
  const event = readEvent(reader);
  const columns = event === 'UPDATE' && reader.accept('of') ? readColumns(reader) : [];
  reader.expect('on');
  const table = nameOf(readQualifiedName(reader));
  reader.accept('for', 'each', 'row');
  const when = reader.accept('when') ? readCondition(reader) : [];
  if (!reader.sees('begin')) throw reader.failure();
  const words = [`create trigger ${canonicalName(name)}`, time.toLowerCase(), event.toLowerCase()];
  if (columns.length > 0) words.push('of', columns.map(canonicalName).toSorted().join(' , '));
  words.push('on', canonicalName(table));
  if (when.length > 0) words.push('when', canonicalTokens(withoutParentheses(when), known));
  words.push(canonicalTokens(reader.rest(), known));
  return { name, sql, canonical: words.join(' '), table, time, event };
}

function readTime(reader: LexemeReader): Trigger['time'] {
  if (reader.accept('instead', 'of')) return 'INSTEAD OF';
  if (reader.accept('after')) return 'AFTER';
  reader.accept('before');
  return 'BEFORE';
}

function readEvent(reader: LexemeReader): Trigger['event'] {
  if (reader.accept('insert')) return 'INSERT';
  if (reader.accept('delete')) return 'DELETE';
  reader.expect('update');
  return 'UPDATE';
}

function readColumns(reader: LexemeReader): readonly string[] {
  const columns = [nameOf(reader.name())];
  while (reader.acceptOperator(',')) columns.push(nameOf(reader.name()));
  return columns;
}

/** Reads up to the BEGIN of the body. */
function readCondition(reader: LexemeReader): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  while (!reader.sees('begin') || !STATEMENTS.has(reader.peek(1)?.word ?? ''))
    lexemes.push(reader.next());
  return lexemes;
}
