import { foldName, sameName } from '../../sql/identifier.ts';
import type { Renames } from '../change.ts';
import type { Column, Schema, Table } from '../model.ts';
import { CLOCK } from '../parse/table.ts';
import type { NamePair, NameQuestion } from './answers.ts';
import { byName } from './names.ts';

/** A table that both schemas have, perhaps under two names. */
export interface TablePairing {
  readonly from: Table;
  readonly to: Table;
  /** Columns whose names differ, in the order of the desired table. */
  readonly renamed: readonly NamePair[];
}

/** Which tables of two schemas are the same. */
export interface Pairing {
  /** In the order of the desired schema. */
  readonly pairs: readonly TablePairing[];
  readonly dropped: readonly Table[];
  readonly created: readonly Table[];
}

/** Tells what was renamed. */
export type Renamed = (question: NameQuestion) => readonly NamePair[];

/** Matches tables and columns by name and by what was renamed. */
export function pairTables(from: Schema, to: Schema, renames: Renames, renamed: Renamed): Pairing {
  const former = new Map<string, string>();
  const tableRenames = renamed({
    from: from.tables,
    to: to.tables,
    answers: renames.tables,
    denied: deniedIn(null, renames),
    table: null,
  });
  for (const pair of tableRenames) former.set(foldName(pair.to), pair.from);
  const before = byName(from.tables);
  const pairs: TablePairing[] = [];
  const created: Table[] = [];
  const kept = new Set<Table>();
  for (const table of to.tables) {
    const other = before.get(foldName(former.get(foldName(table.name)) ?? table.name));
    if (other) {
      kept.add(other);
      const columns = renamedColumns(other, table, renames, renamed);
      pairs.push({ from: other, to: table, renamed: columns });
    } else created.push(table);
  }
  return { pairs, created, dropped: from.tables.filter((table) => !kept.has(table)) };
}

/** The renamings of a pairing in the form in which they are answered. */
export function renamesOf({ pairs }: Pairing): Renames {
  return {
    tables: pairs.flatMap(({ from, to }) =>
      sameName(from.name, to.name) ? [] : [{ from: from.name, to: to.name }],
    ),
    columns: pairs.flatMap(({ to, renamed: columns }) =>
      columns.map((pair) => ({ table: to.name, ...pair })),
    ),
  };
}

/** What was denied about tables, or about the columns of one table. */
export function deniedIn(table: string | null, { denied = [] }: Renames): readonly NamePair[] {
  return denied.filter((pair) =>
    table === null || pair.table === null ? pair.table === table : sameName(pair.table, table),
  );
}

/** Whether a column is named as the clock of another is. */
export function isClock({ name }: Pick<Column, 'name'>): boolean {
  return foldName(name).endsWith(CLOCK);
}

function renamedColumns(
  from: Table,
  to: Table,
  renames: Renames,
  renamed: Renamed,
): readonly NamePair[] {
  const denied = deniedIn(to.name, renames);
  const pairs = renamed({
    from: from.columns,
    to: to.columns,
    answers: renames.columns.filter(({ table }) => sameName(table, to.name)),
    denied,
    table: to.name,
  });
  return withClocks(from, to, pairs, denied);
}

/** A last-writer-wins column takes its clock along. */
function withClocks(
  from: Table,
  to: Table,
  pairs: readonly NamePair[],
  denied: readonly NamePair[],
): readonly NamePair[] {
  if (pairs.length === 0) return pairs;
  const [before, after] = [byName(from.columns), byName(to.columns)];
  const all = [...pairs];
  for (const pair of pairs) {
    const old = before.get(foldName(pair.from + CLOCK));
    const fresh = after.get(foldName(pair.to + CLOCK));
    if (!old || !fresh || after.has(foldName(old.name)) || before.has(foldName(fresh.name)))
      continue;
    const isTaken = [...all, ...denied].some(
      (other) => sameName(other.from, old.name) || sameName(other.to, fresh.name),
    );
    if (!isTaken) all.push({ from: old.name, to: fresh.name });
  }
  return all;
}
