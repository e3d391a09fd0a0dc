import type { Schema, Table } from '../schema/model.ts';
import { diffSchemas } from '../schema/diff/diff.ts';
import { planChanges } from '../schema/plan/planChanges.ts';
import { renderPlan } from '../schema/plan/renderPlan.ts';
import { parseTable } from '../schema/parse/table.ts';
import { depthOf, nameOf } from '../schema/parse/reader.ts';
import type { Lexeme } from '../schema/parse/reader.ts';
import { MigrateError } from '../errors.ts';
import { sameName } from '../sql/identifier.ts';
import type { Fix } from './finding.ts';
import { tableNamed } from './objects.ts';
import type { LintedScript } from './rule.ts';
import type { WalkedStatement } from './walk.ts';

/**
 * A rebuild in place of an ALTER TABLE that SQLite cannot do, or nothing where the statement is not understood, or the
 * rebuild could not keep everything.
 */
export function rebuildFix(
  { target }: Pick<LintedScript, 'target'>,
  statement: WalkedStatement,
): readonly Fix[] {
  const { form, before } = statement;
  if (form.kind !== 'alter' && form.kind !== 'add-column') return [];
  const table = tableNamed(before, form.table);
  if (table === undefined) return [];
  try {
    const text = editedTable(table, statement);
    if (text === undefined) return [];
    const changed = parseTable(text);
    if (changed.canonical === table.canonical) return [];
    const sql = rebuildText(before, table, changed, target);
    if (sql === undefined) return [];
    const edits = [{ start: statement.start, end: statement.end, text: sql }];
    return [{ kind: 'edit', title: `Rebuild ${table.name} instead`, edits }];
  } catch (error) {
    // What the statement says is no part of any table.
    if (error instanceof MigrateError) return [];
    throw error;
  }
}

function rebuildText(
  from: Schema,
  table: Table,
  changed: Table,
  target: string,
): string | undefined {
  const to = { ...from, tables: from.tables.map((each) => (each === table ? changed : each)) };
  const plan = planChanges(diffSchemas(from, to), { from, to, target });
  const fails = plan.steps.some(({ hazards }) =>
    hazards.some(({ kind }) => kind === 'add-not-null'),
  );
  if (plan.refusals.length > 0 || fails) return undefined;
  return renderPlan(plan).trimEnd();
}

/** The stored text of the table with what the statement asks for; undefined where that is not understood. */
function editedTable(table: Table, { form, text }: WalkedStatement): string | undefined {
  if (form.kind === 'add-column') return withItem(table, textOf(text, form.definition), 'column');
  if (form.kind !== 'alter') return undefined;
  const { rest } = form;
  const [first, second] = rest;
  if (first?.word === 'add') return withItem(table, textOf(text, rest.slice(1)), 'constraint');
  if (first?.word !== 'alter' && first?.word !== 'modify') return undefined;
  const [name, ...change] = second?.word === 'column' ? rest.slice(2) : rest.slice(1);
  if (name === undefined) return undefined;
  if (first.word === 'modify')
    return withDefinition(table, nameOf(name), textOf(text, [name, ...change]));
  return withChange(table, nameOf(name), change, text);
}

function textOf(text: string, lexemes: readonly Lexeme[]): string {
  return text.slice(lexemes[0]?.start, lexemes.at(-1)?.end);
}

/** The table with one more column, behind the others, or one more constraint, behind everything. */
function withItem(
  { sql, layout }: Table,
  item: string,
  kind: 'column' | 'constraint',
): string | undefined {
  const last = layout.items.findLast((each) => kind === 'constraint' || each.kind === 'column');
  return last && `${sql.slice(0, last.span.end)}, ${item}${sql.slice(last.span.end)}`;
}

function withDefinition(
  { sql, layout }: Table,
  name: string,
  definition: string,
): string | undefined {
  const item = layout.items.find(
    ({ column }) => column !== undefined && sameName(column.name, name),
  );
  return item && sql.slice(0, item.span.start) + definition + sql.slice(item.span.end);
}

/** `TYPE x`, `SET DATA TYPE x`, `SET DEFAULT x`, `DROP DEFAULT`. */
function withChange(
  { sql, layout }: Table,
  name: string,
  change: readonly Lexeme[],
  text: string,
): string | undefined {
  const column = layout.items.find(
    (each) => each.column !== undefined && sameName(each.column.name, name),
  )?.column;
  if (column === undefined) return undefined;
  const words = change.map(({ word }) => word);
  const splice = (start: number, end: number, by: string): string =>
    sql.slice(0, start) + by + sql.slice(end);
  const typeAt = words[0] === 'type' ? 1 : words.slice(0, 3).join(' ') === 'set data type' ? 3 : -1;
  if (typeAt !== -1) {
    const type = textOf(text, typeIn(change.slice(typeAt)));
    return column.typeSpan.end > column.typeSpan.start
      ? splice(column.typeSpan.start, column.typeSpan.end, type)
      : splice(column.nameSpan.end, column.nameSpan.end, ` ${type}`);
  }
  const old = column.clauses.find(({ kind }) => kind === 'default')?.span;
  if (words.join(' ') === 'drop default') return old && splice(old.start, old.end, '');
  if (words[0] !== 'set' || words[1] !== 'default') return undefined;
  const value = `DEFAULT ${textOf(text, change.slice(2))}`;
  const end = Math.max(column.nameSpan.end, column.typeSpan.end);
  return old ? splice(old.start, old.end, value) : splice(end, end, ` ${value}`);
}

/** A type ends where USING begins, as other databases have it. */
function typeIn(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  let depth = 0;
  const end = lexemes.findIndex((lexeme) => {
    depth += depthOf(lexeme);
    return depth === 0 && lexeme.word === 'using';
  });
  return end === -1 ? lexemes : lexemes.slice(0, end);
}
