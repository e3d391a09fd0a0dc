import { MigrateError } from '../errors.ts';
import { foldName } from '../sql/identifier.ts';
import { isName, LexemeReader, lexemesOf, nameOf, splitAtCommas } from '../schema/parse/reader.ts';
import type { Lexeme } from '../schema/parse/reader.ts';

export type ObjectKind = 'table' | 'index' | 'view' | 'trigger' | 'virtual';

/** What a statement does, as far as rules tell statements apart. Names are without quotes. */
export type StatementForm =
  | CreateForm
  | {
      readonly kind: 'drop';
      readonly object: ObjectKind;
      readonly name: string;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'rename-table'; readonly table: string; readonly to: string }
  | {
      readonly kind: 'rename-column';
      readonly table: string;
      readonly column: string;
      readonly to: string;
    }
  | {
      readonly kind: 'add-column';
      readonly table: string;
      readonly column: string;
      readonly definition: readonly Lexeme[];
    }
  | { readonly kind: 'drop-column'; readonly table: string; readonly column: string }
  /** ALTER TABLE with anything else; `rest` begins behind the name. */
  | { readonly kind: 'alter'; readonly table: string; readonly rest: readonly Lexeme[] }
  | InsertForm
  | {
      readonly kind: 'update';
      readonly table: string;
      readonly set: readonly string[];
      readonly where: boolean;
    }
  | { readonly kind: 'delete'; readonly table: string; readonly where: boolean }
  | { readonly kind: 'pragma'; readonly name: string; readonly value: string | null }
  | { readonly kind: 'savepoint' | 'select' | 'other' };

export interface CreateForm {
  readonly kind: 'create';
  readonly object: ObjectKind;
  readonly name: string;
  readonly nameAt: Lexeme;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly unique: boolean;
  /** Of an index or a trigger. */
  readonly table: string | null;
  /** Whether it is CREATE TABLE … AS. */
  readonly asSelect: boolean;
}

export interface InsertForm {
  readonly kind: 'insert';
  readonly table: string;
  /** The word behind OR; `replace` for REPLACE INTO. */
  readonly conflict: string | null;
  readonly columns: readonly string[] | null;
  /** From VALUES, SELECT, WITH or DEFAULT on. */
  readonly source: readonly Lexeme[];
}

const OTHER: StatementForm = { kind: 'other' };

/** The lexemes of a statement; none where SQLite does not know a token of it. */
export function readLexemes(text: string): readonly Lexeme[] {
  try {
    return lexemesOf(text).lexemes;
  } catch (error) {
    if (error instanceof MigrateError) return [];
    throw error;
  }
}

/** Tells what a statement does. Never throws: what cannot be read is `other`. */
export function formOf(text: string, lexemes: readonly Lexeme[]): StatementForm {
  try {
    return read(new LexemeReader(text, lexemes));
  } catch (error) {
    if (error instanceof MigrateError) return OTHER;
    throw error;
  }
}

function read(reader: LexemeReader): StatementForm {
  if (reader.sees('with')) skipWith(reader);
  switch (reader.next().word) {
    case 'create':
      return readCreate(reader);
    case 'drop':
      return readDrop(reader);
    case 'alter':
      return readAlter(reader);
    case 'insert':
      return readInsert(reader, reader.accept('or') ? reader.next().word : null);
    case 'replace':
      return readInsert(reader, 'replace');
    case 'update':
      return readUpdate(reader);
    case 'delete':
      reader.expect('from');
      return { kind: 'delete', table: qualified(reader), where: hasOuter(reader.rest(), 'where') };
    case 'pragma':
      return readPragma(reader);
    case 'select':
    case 'values':
      return { kind: 'select' };
    case 'savepoint':
    case 'release':
      return { kind: 'savepoint' };
    default:
      return OTHER;
  }
}

/** Passes the common table expressions before a statement. */
function skipWith(reader: LexemeReader): void {
  let depth = 0;
  while (!reader.done) {
    const { text, kind } = reader.next();
    if (kind === 'operator' && text === '(') depth += 1;
    if (kind === 'operator' && text === ')') depth -= 1;
    const word = reader.peek()?.word ?? '';
    if (depth === 0 && /^(?:insert|update|delete|replace|select|values)$/.test(word)) return;
  }
}

function readCreate(reader: LexemeReader): StatementForm {
  const temporary = reader.accept('temp') || reader.accept('temporary');
  const unique = reader.accept('unique');
  const object = reader.next().word;
  if (object === 'virtual') reader.expect('table');
  if (!/^(?:table|index|view|trigger|virtual)$/.test(object)) return OTHER;
  const ifNotExists = reader.accept('if', 'not', 'exists');
  const { name: nameAt, schema } = qualifiedName(reader);
  return {
    kind: 'create',
    object: object as ObjectKind,
    name: nameOf(nameAt),
    nameAt,
    temporary: temporary || schema === 'temp',
    ifNotExists,
    unique,
    table: object === 'index' || object === 'trigger' ? tableBehindOn(reader) : null,
    asSelect: object === 'table' && reader.sees('as'),
  };
}

function tableBehindOn(reader: LexemeReader): string | null {
  while (!reader.done && !reader.accept('on')) reader.next();
  return reader.done ? null : qualified(reader);
}

function readDrop(reader: LexemeReader): StatementForm {
  const object = reader.next().word;
  if (!/^(?:table|index|view|trigger)$/.test(object)) return OTHER;
  const ifExists = reader.accept('if', 'exists');
  return { kind: 'drop', object: object as ObjectKind, name: qualified(reader), ifExists };
}

function readAlter(reader: LexemeReader): StatementForm {
  reader.expect('table');
  const table = qualified(reader);
  if (reader.accept('rename', 'to'))
    return { kind: 'rename-table', table, to: nameOf(reader.name()) };
  if (reader.accept('rename')) {
    reader.accept('column');
    const column = nameOf(reader.name());
    reader.expect('to');
    return { kind: 'rename-column', table, column, to: nameOf(reader.name()) };
  }
  if (reader.sees('add') && !isConstraint(reader.peek(1))) {
    reader.next();
    reader.accept('column');
    const definition = reader.rest();
    const [name] = definition;
    if (name === undefined || !isName(name)) return OTHER;
    return { kind: 'add-column', table, column: nameOf(name), definition };
  }
  if (reader.sees('drop') && !isConstraint(reader.peek(1))) {
    reader.next();
    reader.accept('column');
    return { kind: 'drop-column', table, column: nameOf(reader.name()) };
  }
  return { kind: 'alter', table, rest: reader.rest() };
}

function isConstraint(lexeme: Lexeme | undefined): boolean {
  return /^(?:constraint|unique|primary|foreign|check)$/.test(lexeme?.word ?? '');
}

function readInsert(reader: LexemeReader, conflict: string | null): StatementForm {
  reader.expect('into');
  const table = qualified(reader);
  if (reader.accept('as')) reader.name();
  const listed = reader.seesOperator('(');
  const columns = listed
    ? splitAtCommas(reader.group()).flatMap(([name]) => (name ? [nameOf(name)] : []))
    : null;
  return { kind: 'insert', table, conflict, columns, source: reader.rest() };
}

function readUpdate(reader: LexemeReader): StatementForm {
  if (reader.accept('or')) reader.next();
  const table = qualified(reader);
  while (!reader.done && !reader.accept('set')) reader.next();
  const rest = reader.rest();
  const end = outerIndex(rest, /^(?:where|from|returning)$/);
  const set = splitAtCommas(end === -1 ? rest : rest.slice(0, end)).flatMap((part) => {
    const first = part[0];
    if (first?.text === '(')
      return part
        .slice(
          1,
          part.findIndex(({ text }) => text === ')'),
        )
        .filter(isName)
        .map(nameOf);
    return first ? [nameOf(first)] : [];
  });
  return { kind: 'update', table, set, where: hasOuter(rest, 'where') || hasOuter(rest, 'from') };
}

function readPragma(reader: LexemeReader): StatementForm {
  const { name } = qualifiedName(reader);
  const [operator, ...rest] = reader.rest();
  const assigned = operator?.text === '=' || operator?.text === '(';
  const words = rest.filter(({ text }) => text !== ')').map(nameOf);
  return {
    kind: 'pragma',
    name: foldName(nameOf(name)),
    value: assigned ? foldName(words.join('')) : null,
  };
}

function qualified(reader: LexemeReader): string {
  return nameOf(qualifiedName(reader).name);
}

function qualifiedName(reader: LexemeReader): { readonly name: Lexeme; readonly schema: string } {
  const first = reader.name();
  if (!reader.acceptOperator('.')) return { name: first, schema: '' };
  return { name: reader.name(), schema: foldName(nameOf(first)) };
}

/** Whether a keyword stands outside all parentheses. */
export function hasOuter(lexemes: readonly Lexeme[], word: string): boolean {
  return outerIndex(lexemes, new RegExp(`^${word}$`)) !== -1;
}

/** Where the first keyword that a pattern takes stands outside all parentheses, or -1. */
export function outerIndex(lexemes: readonly Lexeme[], word: RegExp): number {
  let depth = 0;
  return lexemes.findIndex((lexeme) => {
    if (lexeme.kind === 'operator' && lexeme.text === '(') depth += 1;
    if (lexeme.kind === 'operator' && lexeme.text === ')') depth -= 1;
    return depth === 0 && lexeme.word !== '' && word.test(lexeme.word);
  });
}
