import type { Connection } from '../database/connection.ts';
import { faultsIn } from '../database/faults.ts';
import { foreignKeyViolations } from '../database/foreignKeys.ts';
import { openForWriting, using } from '../database/open.ts';
import { copyUntouched } from '../database/untouchedCopy.ts';
import type { Runtime } from '../runtime.ts';

/** Rows without a parent. */
export function oldViolations(copy: string): number {
  const violations = using(openForWriting(copy), (connection) => foreignKeyViolations(connection));
  return [...violations.values()].reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * What the integrity check says of a copy and does not say of what was copied. That is copied once more where it says
 * anything: a connection that only reads does not check constraints.
 */
export async function newFaults(
  copy: string,
  original: string | null,
  runtime: Pick<Runtime, 'emit' | 'signal'>,
): Promise<'ok' | readonly string[]> {
  const found = using(openForWriting(copy), integrityFaults);
  if (found.length === 0) return 'ok';
  const before = new Set(original === null ? [] : await faultsBefore(copy, original, runtime));
  const fresh = found.filter((line) => !before.has(line));
  return fresh.length === 0 ? 'ok' : fresh;
}

async function faultsBefore(
  copy: string,
  original: string,
  runtime: Pick<Runtime, 'emit' | 'signal'>,
): Promise<readonly string[]> {
  const again = `${copy}.original`;
  await copyUntouched(original, again, runtime);
  return using(openForWriting(again), integrityFaults);
}

/** Size of the content in bytes, with what is still in a write-ahead log. */
export function sizeOf(copy: string): number {
  return using(openForWriting(copy), (connection) => {
    const pages = Number(connection.get('PRAGMA page_count')?.['page_count']);
    return pages * Number(connection.get('PRAGMA page_size')?.['page_size']);
  });
}

function integrityFaults(connection: Connection): readonly string[] {
  return faultsIn(connection, 'integrity_check');
}
