import { foldName } from '../../sql/identifier.ts';
import type { Index, Table } from '../model.ts';
import { LexemeReader, isName, lexemesOf } from '../parse/reader.ts';
import type { Lexeme } from '../parse/reader.ts';
import { foldedName, isOperator } from './edits.ts';
import type { Edit } from './edits.ts';
import { expressionEdits } from './expressionEdits.ts';
import type { NewNames, TableNames } from './expressionEdits.ts';

/** What is renamed in a schema. */
export interface NewSchemaNames {
  readonly tables: NewNames;
  /** By the folded old name of the table. */
  readonly columns: ReadonlyMap<string, NewNames>;
}

const NONE: NewNames = new Map();

/** The new names in a stored CREATE TABLE. */
export function tableEdits({ name, sql, layout }: Table, names: NewSchemaNames): readonly Edit[] {
  const own = namesOfTable(name, names);
  const { lexemes } = lexemesOf(sql);
  const edits: Edit[] = [];
  const newName = names.tables.get(foldName(name));
  if (newName !== undefined) edits.push({ at: layout.name, name: newName });
  for (const { span, column } of layout.items) {
    const within = (start: number): readonly Lexeme[] =>
      lexemes.filter((lexeme) => lexeme.start >= start && lexeme.end <= span.end);
    if (!column) {
      edits.push(...constraintEdits(sql, within(span.start), own, names));
      continue;
    }
    const newColumn = own.columns.get(foldName(column.name));
    if (newColumn !== undefined) edits.push({ at: column.nameSpan, name: newColumn });
    edits.push(...constraintEdits(sql, within(column.typeSpan.end), own, names));
  }
  return edits;
}

/** The new names in a stored CREATE INDEX. */
export function indexEdits({ table, sql }: Index, names: NewSchemaNames): readonly Edit[] {
  const own = namesOfTable(table, names);
  const { lexemes } = lexemesOf(sql);
  const open = lexemes.findIndex((lexeme) => isOperator(lexeme, '('));
  const reader = new LexemeReader(sql, lexemes.slice(open));
  const edits = [...expressionEdits(reader.group(), own, 'list')];
  const newTable = names.tables.get(foldName(table));
  const on = lexemes[open - 1];
  if (on && newTable !== undefined) edits.push({ at: on, name: newTable });
  return [...edits, ...expressionEdits(reader.rest(), own, 'expression')];
}

/** The new names of one table. */
function namesOfTable(table: string, { tables, columns }: NewSchemaNames): TableNames {
  const newName = tables.get(foldName(table));
  return {
    tables: newName === undefined ? NONE : new Map([[foldName(table), newName]]),
    columns: columns.get(foldName(table)) ?? NONE,
  };
}

/** The new names in the clauses of a column or in a table constraint: only those in parentheses and of parents count. */
function constraintEdits(
  sql: string,
  lexemes: readonly Lexeme[],
  own: TableNames,
  names: NewSchemaNames,
): readonly Edit[] {
  const reader = new LexemeReader(sql, lexemes);
  const edits: Edit[] = [];
  let kind: 'expression' | 'list' | null = null;
  while (!reader.done) {
    if (reader.seesOperator('(')) {
      const group = reader.group();
      if (kind !== null) edits.push(...expressionEdits(group, own, kind));
      continue;
    }
    const lexeme = reader.next();
    if (lexeme.word === 'check' || lexeme.word === 'as') kind = 'expression';
    if (lexeme.word === 'key' || lexeme.word === 'unique') kind = 'list';
    // A default mentions no column, and a string in it is one.
    if (lexeme.word === 'default') kind = null;
    if (lexeme.word !== 'references') continue;
    const parent = reader.next();
    const newParent = names.tables.get(foldedName(parent));
    if (newParent !== undefined) edits.push({ at: parent, name: newParent });
    if (!reader.seesOperator('(')) continue;
    const columns = names.columns.get(foldedName(parent)) ?? NONE;
    for (const part of reader.group()) {
      const newColumn = isName(part) ? columns.get(foldedName(part)) : undefined;
      if (newColumn !== undefined) edits.push({ at: part, name: newColumn });
    }
  }
  return edits;
}
