import { endsValue, foldedName, isOperator } from './edits.ts';
import type { Edit } from './edits.ts';
import { depthOf } from '../parse/reader.ts';
import type { Lexeme } from '../parse/reader.ts';

/** Old names, folded, with the new ones. */
export type NewNames = ReadonlyMap<string, string>;

/** New names of one table and of its columns. */
export interface TableNames {
  readonly tables: NewNames;
  readonly columns: NewNames;
}

/** Words that mean something behind a value. Elsewhere SQLite takes them for names. */
const BEHIND_VALUE: ReadonlySet<string> = new Set('asc desc end glob like match regexp'.split(' '));

/** Of these, the ones that another value follows. */
const OPERATORS: ReadonlySet<string> = new Set('glob like match regexp'.split(' '));

/** Words that can stand between a column of a list and the comma. */
const BEHIND_COLUMN: ReadonlySet<string> = new Set('asc autoincrement collate desc'.split(' '));

/**
 * The new names in an expression about one table, or in a list of its columns.
 * In a list a string that is a whole part is a name too. https://sqlite.org/quirks.html
 */
export function expressionEdits(
  lexemes: readonly Lexeme[],
  { tables, columns }: TableNames,
  kind: 'expression' | 'list',
): readonly Edit[] {
  const edits: Edit[] = [];
  let depth = 0;
  let castDepth = 0;
  for (const [index, lexeme] of lexemes.entries()) {
    const after = lexemes[index + 1];
    depth += depthOf(lexeme);
    if (depth < castDepth) castDepth = 0;
    // Behind the AS of a CAST stands a type, which may be called like a column.
    if (lexeme.word === 'as') castDepth = depth;
    if (castDepth > 0 || isOperator(after, '(')) continue;
    if (!isColumn(lexemes, index, kind === 'list' && depth === 0)) continue;
    const names = isOperator(after, '.') ? tables : columns;
    const name = names.get(foldedName(lexeme));
    if (name !== undefined) edits.push({ at: lexeme, name });
  }
  return edits;
}

function isColumn(lexemes: readonly Lexeme[], index: number, inList: boolean): boolean {
  const [before, lexeme, after] = [lexemes[index - 1], lexemes[index], lexemes[index + 1]];
  if (!lexeme || before?.word === 'collate') return false;
  if (lexeme.kind === 'string') {
    const isFirst = before === undefined || isOperator(before, ',');
    const isLast = after === undefined || isOperator(after, ',');
    return inList && isFirst && (isLast || BEHIND_COLUMN.has(after.word));
  }
  const isBehindValue = endsValue(before) && !OPERATORS.has(before?.word ?? '');
  return !BEHIND_VALUE.has(lexeme.word) || (!isBehindValue && before?.word !== 'not');
}
