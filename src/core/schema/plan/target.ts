/** The oldest SQLite that scripts run on unless somebody says otherwise: it has DROP COLUMN, the newest does more. */
export const DEFAULT_TARGET = '3.35';

/** Whether a SQLite version such as `3.35` or `3.53.1` is at least another. */
export function supports(target: string, version: string): boolean {
  const wanted = numbers(version);
  const given = numbers(target);
  const at = wanted.findIndex((number, index) => number !== (given[index] ?? 0));
  return at === -1 || (given[at] ?? 0) > (wanted[at] ?? 0);
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}
