import { sameName } from '../sql/identifier.ts';
import type { LintedScript } from './rule.ts';
import type { WalkedStatement } from './walk.ts';

/** The last statement that makes, drops, renames or alters a table, or undefined where the script leaves it alone. */
export function placeOfTable(
  { statements }: LintedScript,
  table: string,
): WalkedStatement | undefined {
  const isMade = statements.findLast(
    ({ form }) => form.kind === 'create' && form.object === 'table' && sameName(form.name, table),
  );
  return (
    isMade ??
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
