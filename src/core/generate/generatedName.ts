import type { Change, SchemaDiff } from '../schema/change.ts';

/** Characters of a name without its number; longer lists are cut. */
const LONGEST = 50;

type Verb = 'rename' | 'create' | 'alter' | 'drop';

/**
 * What a migration for these changes is called, in words: `create book shelf`, `alter book`. Tables name it; indexes,
 * views and triggers do where there is nothing else.
 */
export function generatedName({ changes }: SchemaDiff): string {
  const tables = changes.filter(isAboutTable);
  const named = tables.length > 0 ? tables : changes;
  const words: string[] = [];
  for (const verb of ['rename', 'create', 'alter', 'drop'] as const) {
    const names = named.flatMap((change) => nameFor(change, verb));
    if (names.length > 0) words.push(verb, ...names);
  }
  return shortened(words);
}

function isAboutTable({ kind }: Change): boolean {
  return kind.endsWith('-table');
}

function nameFor(change: Change, verb: Verb): string[] {
  if (!change.kind.startsWith(verb === 'alter' ? 'change' : verb)) return [];
  if (change.kind === 'rename-table') return [`${change.from.name} to ${change.to.name}`];
  return [objectOf(change)];
}

function objectOf(change: Change): string {
  switch (change.kind) {
    case 'create-table':
    case 'drop-table':
    case 'create-virtual-table':
    case 'drop-virtual-table':
      return change.table.name;
    case 'create-index':
    case 'drop-index':
      return change.index.name;
    case 'create-view':
    case 'drop-view':
      return change.view.name;
    case 'create-trigger':
    case 'drop-trigger':
      return change.trigger.name;
    case 'rename-table':
    case 'change-table':
    case 'change-virtual-table':
    case 'change-index':
    case 'change-view':
    case 'change-trigger':
      return change.to.name;
  }
}

function shortened(words: readonly string[]): string {
  let name = words[0] ?? 'schema';
  for (const word of words.slice(1)) {
    if (name.length + 1 + word.length > LONGEST) return `${name} and more`.slice(0, LONGEST + 9);
    name = `${name} ${word}`;
  }
  return name;
}
