import { getuid } from 'node:process';

/** What to put before a command so that permissions count for it: the superuser may do everything. */
export function asOrdinaryUser(): readonly string[] {
  return getuid?.() === 0
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
    : [];
}
