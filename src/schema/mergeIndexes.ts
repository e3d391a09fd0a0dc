import type { Index, Table } from '../core/schema/model.ts';
import { foldName, sameName } from '../core/sql/identifier.ts';
import type { DbKey, DbTable } from './declarative.ts';
import { columnsText, isKey } from './mergeConstraints.ts';
import { indexName, renderIndex } from './render.ts';
import { keyOf } from './tableOf.ts';

/** The indexes of one table as they are to be. */
export interface MergedIndexes {
  /** Statements. */
  readonly sql: readonly string[];
  /** Columns, as `columnsText` has them, of declared unique keys that a unique index stands for. */
  readonly satisfied: ReadonlySet<string>;
}

/**
 * Live indexes that are declared, or that no declaration has words for, and declared ones that are missing. An index
 * that a declaration leaves without a name may have any, unless its name is made from names that are gone.
 */
export function mergeIndexes(
  live: Table,
  indexes: readonly Index[],
  declared: DbTable,
  madeNames: ReadonlySet<string>,
): MergedIndexes {
  const sql: string[] = [];
  const satisfied = new Set<string>();
  const missing = new Set(declared.keys.filter((key) => !isConstraint(key, live)));
  for (const index of indexes) {
    const isPlain = keyOf(index) !== null;
    const key = [...missing].find((each) => isIndex(each, index, declared.name, madeNames));
    if (isPlain && key === undefined) continue;
    sql.push(index.sql);
    if (key === undefined) continue;
    missing.delete(key);
    if (key.type === 'UNIQUE') satisfied.add(columnsText(key.columns));
  }
  for (const key of missing) if (key.type === 'INDEX') sql.push(renderIndex(declared.name, key));
  return { sql, satisfied };
}

/** The folded names of indexes that are made from the names of their table and columns. */
export function madeNames(indexes: readonly Index[]): ReadonlySet<string> {
  const made = indexes.filter((index) => {
    const key = keyOf(index);
    return (
      key !== null && sameName(index.name, indexName(index.table, { ...key, name: undefined }))
    );
  });
  return new Set(made.map(({ name }) => foldName(name)));
}

function isConstraint(key: DbKey, { uniques }: Table): boolean {
  if (key.type === 'INDEX') return false;
  return key.type === 'PRIMARY' || uniques.some(({ parts, name }) => isKey(key, parts, name));
}

function isIndex(key: DbKey, index: Index, table: string, made: ReadonlySet<string>): boolean {
  if (keyOf(index)?.type !== key.type || !isKey(key, index.parts, index.name)) return false;
  if (key.name !== undefined || !made.has(foldName(index.name))) return true;
  return sameName(index.name, indexName(table, key));
}
