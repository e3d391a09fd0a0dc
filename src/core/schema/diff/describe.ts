import type { Change, TableChange } from '../change.ts';
import type { Index } from '../model.ts';
import { partsText, tableChangeText } from './describeTable.ts';

/** A change as one line for a person: `add column book.isbn TEXT`. What differs in one table is joined by semicolons. */
export function describeChange(change: Change): string {
  return linesOf(change).join('; ');
}

/** Changes as lines for a person, one for each thing that differs. */
export function describeChanges(changes: readonly Change[]): string[] {
  return changes.flatMap(linesOf);
}

/** One difference within a table as a line for a person. `table` is the table's name, the new one if it has two. */
export function describeTableChange(table: string, change: TableChange): string {
  return oneLine(tableChangeText(table, change));
}

function linesOf(change: Change): readonly string[] {
  if (change.kind === 'change-table')
    return change.changes.map((each) => describeTableChange(change.to.name, each));
  return [oneLine(objectText(change))];
}

function objectText(change: Exclude<Change, { readonly kind: 'change-table' }>): string {
  const [verb, ...words] = change.kind.split('-');
  const what = `${verb} ${words.join(' ')}`;
  switch (change.kind) {
    case 'rename-table':
      return `${what} ${change.from.name} to ${change.to.name}`;
    case 'create-table':
    case 'drop-table':
    case 'create-virtual-table':
    case 'drop-virtual-table':
      return `${what} ${change.table.name}`;
    case 'create-index':
      return `create ${indexText(change.index)}`;
    case 'drop-index':
      return `${what} ${change.index.name}`;
    case 'create-view':
    case 'drop-view':
      return `${what} ${change.view.name}`;
    case 'create-trigger':
    case 'drop-trigger':
      return `${what} ${change.trigger.name}`;
    case 'change-index':
    case 'change-virtual-table':
    case 'change-view':
    case 'change-trigger':
      return `${what} ${change.to.name}`;
  }
}

function indexText({ name, table, unique, parts, where }: Index): string {
  const head = `${unique ? 'unique index' : 'index'} ${name} on ${table} ${partsText(parts)}`;
  return where === null ? head : `${head} where ${where.text}`;
}

/** Names and expressions may hold line breaks. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
