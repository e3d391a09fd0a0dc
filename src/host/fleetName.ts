import { plainLine } from './plainText.ts';

/** What tells a database from the others that a pattern matches: its path without the folders that the pattern names. */
export function fleetName(database: string, pattern: string): string {
  const [own, fixed] = [database, pattern].map((file) => file.split(/[\\/]/));
  if (own === undefined || fixed === undefined) return plainLine(database);
  const differs = own.findIndex((segment, at) => segment !== fixed[at]);
  return plainLine(own.slice(differs).join('/'));
}
