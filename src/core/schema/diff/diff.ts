import { foldName, sameName } from '../../sql/identifier.ts';
import { asChanges } from '../change.ts';
import type { Change, Renames, SchemaDiff } from '../change.ts';
import type { Schema } from '../model.ts';
import { renamed, requireTables } from './answers.ts';
import { candidatesOf } from './candidates.ts';
import { byName } from './names.ts';
import { objectChanges } from './objectChanges.ts';
import { pairTables, renamesOf } from './pairing.ts';
import type { Pairing } from './pairing.ts';
import { renameOnPaper } from './paper.ts';
import { tableChanges } from './tableChanges.ts';

/**
 * What has to happen to the first schema to make it the second. Objects in the changes are those of the two schemas.
 * Throws `bad-argument` for an answer in `renames` that does not fit the two.
 */
export function diffSchemas(from: Schema, to: Schema, renames = NO_RENAMES): SchemaDiff {
  const pairing = pairTables(from, to, renames, renamed);
  requireTables(
    renames,
    pairing.pairs.map((pair) => pair.to),
  );
  return differences(from, to, pairing, renames);
}

/** The same where `renames` are known to fit. Hints in the texts say nothing here. */
export function diffRenamed(from: Schema, to: Schema, renames: Renames): SchemaDiff {
  const pairing = pairTables(from, to, renames, ({ answers }) => answers);
  return differences(from, to, pairing, renames);
}

const NO_RENAMES: Renames = { tables: [], columns: [] };

function differences(from: Schema, to: Schema, pairing: Pairing, renames: Renames): SchemaDiff {
  const paper = renameOnPaper(from, renamesOf(pairing));
  const dropped = new Set(pairing.dropped.map(({ name }) => foldName(name)));
  const objects = objectChanges(from, paper, to, dropped);
  return {
    changes: [
      ...tableRenames(pairing),
      ...freshTables(pairing, paper.schema, to),
      ...objects.fresh,
      ...objects.gone,
      ...asChanges('drop-table', 'table', pairing.dropped),
    ],
    candidates: candidatesOf(pairing, renames),
  };
}

/** Whether two schemas are equal. */
export function isEmpty({ changes }: SchemaDiff): boolean {
  return changes.length === 0;
}

function tableRenames({ pairs }: Pairing): readonly Change[] {
  return pairs.flatMap(({ from, to }): Change[] =>
    sameName(from.name, to.name) ? [] : [{ kind: 'rename-table', from, to }],
  );
}

/** New and changed tables in the desired order. */
function freshTables({ pairs }: Pairing, paper: Schema, to: Schema): readonly Change[] {
  const formers = new Map(pairs.map((pair) => [pair.to, pair.from]));
  const renamed = byName(paper.tables);
  const parents = byName(to.tables);
  return to.tables.flatMap((table): Change[] => {
    const from = formers.get(table);
    if (!from) return [{ kind: 'create-table', table }];
    const changes = tableChanges({
      from,
      paper: renamed.get(foldName(table.name)) ?? from,
      to: table,
      parents,
    });
    return changes.length === 0 ? [] : [{ kind: 'change-table', from, to: table, changes }];
  });
}
