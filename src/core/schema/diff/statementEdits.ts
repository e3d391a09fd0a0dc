import type { Trigger, View } from '../model.ts';
import { RESERVED } from '../parse/canonical.ts';
import { foldedName, isOperator, isSoft } from './edits.ts';
import type { Edit } from './edits.ts';
import { aliased, isAlias, isOfTable, statementOf } from './statement.ts';
import type { Statement, StatementScope } from './statement.ts';
import type { NewSchemaNames } from './tableEdits.ts';

/** A new name; undefined where the old one stays; null where only SQLite itself can tell. */
type NewName = string | undefined | null;

/** Words behind which a table stands. */
const BEFORE_TABLE: ReadonlySet<string> = new Set('from in into join update'.split(' '));

/**
 * The new names in a stored CREATE VIEW or CREATE TRIGGER, or null where only SQLite itself can tell: where a name may
 * belong to several tables, to a subquery or to a view, where an alias gives it anew, or where it may be a keyword.
 */
export function statementEdits(
  object: View | Trigger,
  scope: StatementScope,
  names: NewSchemaNames,
): readonly Edit[] | null {
  const renaming = { ...statementOf(object, scope), scope, names };
  const edits: Edit[] = [];
  for (const [index, lexeme] of renaming.lexemes.entries()) {
    const name = newNameAt(renaming, index);
    if (name === null) return null;
    if (name !== undefined) edits.push({ at: lexeme, name });
  }
  return edits;
}

interface Renaming extends Statement {
  readonly scope: StatementScope;
  readonly names: NewSchemaNames;
}

function newNameAt(renaming: Renaming, index: number): NewName {
  const { lexemes, mentioned, watched, hasWith, hasExcluded, scope, names } = renaming;
  const lexeme = lexemes[index];
  const name = foldedName(lexeme);
  if (!lexeme || name === '' || RESERVED.has(lexeme.word)) return undefined;
  const newTable = names.tables.get(name);
  const isColumn = [...mentioned, watched ?? ''].some((table) =>
    names.columns.get(table)?.has(name),
  );
  if ((newTable === undefined && !isColumn) || lexeme.kind === 'string') return undefined;
  if (hasWith || isSoft(lexeme)) return null;
  // SQLite takes excluded.name for a column of the renamed table and makes another statement of it.
  if (newTable !== undefined && hasExcluded) return null;
  const isTable = scope.columns.has(name) ? isTableAt(renaming, index, name) : false;
  if (isTable !== false) return isTable ? newTable : null;
  return isColumn ? columnAt(renaming, index, name) : undefined;
}

/** Whether a table is meant; null where that cannot be told. */
function isTableAt(
  { lexemes, on, mentioned, isOpaque, scope }: Renaming,
  index: number,
  name: string,
): boolean | null {
  const [second, before, after] = [lexemes[index - 2], lexemes[index - 1], lexemes[index + 1]];
  if (index === on + 1 && on >= 0) return true;
  if (index < on || isOfTable(lexemes, index)) return false;
  if (isOperator(before, '.')) return true;
  if (before && BEFORE_TABLE.has(before.word)) return true;
  // UPDATE OR IGNORE t
  if (second?.word === 'or' && before && isSoft(before)) return true;
  if (isAlias(lexemes, index)) return null;
  if (isOperator(after, '.')) return true;
  const canBeColumn = isOpaque || mentioned.some((table) => scope.columns.get(table)?.has(name));
  return isOperator(before, ',') && !canBeColumn && !isOperator(after, '(') ? true : null;
}

function columnAt(renaming: Renaming, index: number, name: string): NewName {
  const { lexemes, on, watched, mentioned, isOpaque, scope, names } = renaming;
  const [second, before, after] = [lexemes[index - 2], lexemes[index - 1], lexemes[index + 1]];
  const of = (table: string): NewName =>
    scope.columns.has(table) ? names.columns.get(table)?.get(name) : null;
  if (isOperator(after, '.') || isOperator(after, '(')) return undefined;
  if (isOperator(before, '.')) return of(qualified(renaming, foldedName(second)) ?? '');
  if (watched !== null && index < on) return of(watched);
  if (isOpaque || isAlias(lexemes, index)) return null;
  const [owner = '', other] = mentioned.filter((table) => scope.columns.get(table)?.has(name));
  return other === undefined ? of(owner) : null;
}

/** The table that a name before a point stands for; undefined where that cannot be told. */
function qualified(renaming: Renaming, qualifier: string): string | undefined {
  const { watched, scope } = renaming;
  const aliases = aliased(renaming, qualifier);
  const isRow = watched !== null && (qualifier === 'new' || qualifier === 'old');
  if (isRow && !scope.columns.has(qualifier) && aliases.length === 0) return watched;
  if (scope.columns.has(qualifier)) return aliases.length === 0 ? qualifier : undefined;
  return aliases.length === 1 ? aliases[0] : undefined;
}
