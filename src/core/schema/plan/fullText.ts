import { foldName, quoteIdentifier, unquote } from '../../sql/identifier.ts';
import { nameAfter, ofKind } from '../change.ts';
import { named } from '../diff/names.ts';
import type { VirtualTable } from '../model.ts';
import { namesInText } from '../parse/reader.ts';
import { step } from '../step.ts';
import type { Step } from '../step.ts';
import type { Scope } from './scope.ts';

/** The folded name of the table or view whose text a full-text table indexes; null for one that keeps its text, or none. */
export function contentOf({ module, canonical }: VirtualTable): string | null {
  if (!/^fts[45]$/i.test(module)) return null;
  const content = /[(,] content ?=(.*?) [,)]/i.exec(canonical)?.[1]?.trim() ?? '';
  return foldName(unquote(content)) || null;
}

/** The statement by which a full-text table reads all of its content again. https://sqlite.org/fts5.html#the_rebuild_command */
export function refillOf(table: VirtualTable): string {
  const name = quoteIdentifier(table.name);
  return `INSERT INTO ${name} (${name}) VALUES ('rebuild')`;
}

/** Whether what a full-text table indexes is a view, which a plan makes last. */
export function readsView(table: VirtualTable, { to }: Scope): boolean {
  return named(to.views, contentOf(table) ?? '') !== undefined;
}

/**
 * Fills the full-text tables that stay as they are while the rowids or the values change that they index: they would
 * find other rows, and what is taken out of them later would damage them.
 */
export function refillSteps(scope: Scope, changes: readonly Step[]): Step[] {
  const { from, to } = scope;
  // There are few of them, and without any no text of a view is read.
  return to.virtualTables
    .filter(({ name, canonical }) => named(from.virtualTables, name)?.canonical === canonical)
    .filter((table) => {
      const content = contentOf(table);
      return content !== null && alteredContents(scope, changes).has(content);
    })
    .map((table) => {
      const { name } = table;
      return step('fill-virtual-table', name, `Fill virtual table ${name} again`, [
        refillOf(table),
      ]);
    });
}

/** The tables and views, folded, whose rows are read with other values or other rowids than before. */
function alteredContents(
  { diff, tables, to }: Scope,
  changes: readonly Step[],
): ReadonlySet<string> {
  const atStake = changes.filter(({ hazards }) =>
    hazards.some(({ kind }) => kind === 'change-type' || kind === 'rowid'),
  );
  const changed = tables.filter((table) =>
    table.changes.some(({ kind }) => /^change-(?:generated|primary|without)/.test(kind)),
  );
  const altered = new Set(
    [
      ...ofKind(diff.changes, 'create-table', 'create-view', 'change-view').map(nameAfter),
      ...atStake.map(({ object }) => object),
      ...changed.map(({ after }) => after.name),
    ].map(foldName),
  );
  for (let size = -1; size !== altered.size;) {
    size = altered.size;
    for (const { name, sql } of to.views) {
      const mentioned = namesInText(sql);
      if ([...altered].some((each) => mentioned.has(each))) altered.add(foldName(name));
    }
  }
  return altered;
}
