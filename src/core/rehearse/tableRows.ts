import type { MigrationFile } from '../migration/folder.ts';
import { foldName } from '../sql/identifier.ts';
import { mentions } from '../sql/statementKind.ts';
import type { Look } from './look.ts';
import type { TableRows } from './report.ts';

/** A script as far as it tells which tables it is about. */
export interface NamingScript {
  readonly kind: MigrationFile['kind'];
  readonly text: string;
}

/** The tables whose number of rows a script changed, in order of name. */
export function changedTables(
  before: Look,
  after: Look,
  script: NamingScript,
): readonly TableRows[] {
  const cascaded = cascadedTables(before, after, script);
  const keys = [...new Set([...before.tables.keys(), ...after.tables.keys()])].toSorted();
  return keys.flatMap((key): TableRows[] => {
    const [was, is] = [before.tables.get(key), after.tables.get(key)];
    if (was?.rows === is?.rows) return [];
    const lost = cascaded.has(key) ? (was?.rows ?? 0) - (is?.rows ?? 0) : 0;
    return [
      {
        table: is?.name ?? was?.name ?? key,
        before: was?.rows ?? null,
        after: is?.rows ?? null,
        ...(lost > 0 && { deletedByCascade: lost }),
      },
    ];
  });
}

/**
 * The tables that lost rows although the script does not name them, below a parent that it does name, or that lost its
 * rows the same way. A parent that is dropped and made anew takes the rows of its children with it and has its own back.
 */
function cascadedTables(before: Look, after: Look, script: NamingScript): ReadonlySet<string> {
  const named = namedIn(script);
  const cascaded = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    for (const { child, parent } of before.cascades) {
      if (cascaded.has(child) || child === parent || named(child)) continue;
      if (!hasLost(child, before, after) || !(named(parent) || cascaded.has(parent))) continue;
      cascaded.add(child);
      grown = true;
    }
  }
  return cascaded;
}

function hasLost(table: string, before: Look, after: Look): boolean {
  const now = after.tables.get(table);
  return now !== undefined && now.rows < (before.tables.get(table)?.rows ?? 0);
}

/** A program is searched for words: what of it is SQL is not known. */
function namedIn({ kind, text }: NamingScript): (table: string) => boolean {
  if (kind === 'sql') return (table) => mentions(text, [table]);
  const words = new Set(text.split(/[^\p{L}\p{N}_$]+/u).map(foldName));
  return (table) => words.has(table);
}
