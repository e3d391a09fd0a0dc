import { sameName } from '../sql/identifier.ts';
import { hasName } from './objects.ts';
import type { LintedScript } from './rule.ts';
import type { WalkedStatement } from './walk.ts';

/**
 * The last statement that makes a table, adds one of some columns to it, or else drops, renames or alters it; undefined
 * where the script leaves it alone.
 */
export function placeOfTable(
  { statements }: LintedScript,
  table: string,
  columns: readonly string[] = [],
): WalkedStatement | undefined {
  const isMade = statements.findLast(
    ({ form }) => form.kind === 'create' && form.object === 'table' && sameName(form.name, table),
  );
  const isAdded = statements.findLast(
    ({ form }) =>
      form.kind === 'add-column' && sameName(form.table, table) && hasName(columns, form.column),
  );
  return (
    isMade ??
    isAdded ??
    statements.findLast(({ form }) => {
      switch (form.kind) {
        case 'drop':
          return form.object === 'table' && sameName(form.name, table);
        case 'rename-table':
          return sameName(form.to, table) || sameName(form.table, table);
        case 'add-column':
        case 'rename-column':
        case 'drop-column':
        case 'alter':
          return sameName(form.table, table);
        default:
          return false;
      }
    })
  );
}
