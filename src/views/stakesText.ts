import type { RowCount, Stakes } from '../core/script/stakes.ts';
import { plainLine } from '../host/plainText.ts';

/** What a statement would reach, one plain line each. */
export function stakesLines(stakes: Stakes): readonly string[] {
  const { verb, table, all, matching, referencing, triggers, indexes, views, late } = stakes;
  const lines = [`${plainLine(table, 80)}: ${rowsText(all)}`];
  if (matching !== null) lines.push(`${verb}: ${rowsText(matching)} match the condition now`);
  for (const { table: child, onDelete, ...count } of referencing)
    lines.push(`${verb}: ${rowsText(count)} in ${plainLine(child, 80)} ${EFFECTS[onDelete]}`);
  const verbs = verb === 'DROP TABLE' ? 'goes too' : 'fires';
  for (const name of triggers) lines.push(`trigger ${plainLine(name, 80)} ${verbs}`);
  for (const name of indexes) lines.push(`index ${plainLine(name, 80)} goes too`);
  for (const name of views) lines.push(`view ${plainLine(name, 80)} stops working`);
  if (late) lines.push('Not all was counted: it took too long');
  return lines;
}

const EFFECTS: Readonly<Record<Stakes['referencing'][number]['onDelete'], string>> = {
  CASCADE: 'by ON DELETE CASCADE when foreign keys are on, else left without their parent',
  'SET NULL': 'lose the reference by ON DELETE SET NULL when foreign keys are on',
  'SET DEFAULT': 'get the default by ON DELETE SET DEFAULT when foreign keys are on',
  RESTRICT: 'reference them: the migration fails',
  'NO ACTION': 'reference them: the migration fails',
};

function rowsText({ rows, more }: RowCount): string {
  const number = rows.toLocaleString('en');
  return `${more ? 'more than ' : ''}${number} ${rows === 1 ? 'row' : 'rows'}`;
}
