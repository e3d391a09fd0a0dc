import type { Lexeme, LexemeReader } from './reader.ts';
import { nameOf } from './reader.ts';

/**
 * Reads `CREATE [TEMP] kind [IF NOT EXISTS] [schema.]name` and gives the name. `kind` is one or two words.
 * From here on failures name the object. Throws `unreadable-schema`.
 */
export function readHead(reader: LexemeReader, ...kind: readonly string[]): Lexeme {
  reader.expect('create');
  if (!reader.accept('temp')) reader.accept('temporary');
  reader.expect(...kind);
  reader.accept('if', 'not', 'exists');
  const name = readQualifiedName(reader);
  reader.object = nameOf(name);
  return name;
}

/** Reads `[schema.]name` and gives the name. */
export function readQualifiedName(reader: LexemeReader): Lexeme {
  const first = reader.name();
  return reader.acceptOperator('.') ? reader.name() : first;
}
