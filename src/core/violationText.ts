import type { ForeignKeyViolation } from './failure.ts';

/** What is wrong between two tables: rows without a parent, or a foreign key that no parent can be found by. */
export function violationText({ table, parent, rows, mismatch }: ForeignKeyViolation): string {
  if (mismatch === true)
    return `a foreign key of ${table} refers to columns of ${parent} that no unique key has`;
  return `${rows} row${rows === 1 ? '' : 's'} of ${table} without a parent in ${parent}`;
}

/** What helps against all of them. */
export function violationRemedy(violations: readonly ForeignKeyViolation[]): string {
  const isMismatch = ({ mismatch }: ForeignKeyViolation): boolean => mismatch === true;
  return [
    ...(violations.every(isMismatch)
      ? []
      : ['Have the script give these rows a parent, or remove them']),
    ...(violations.some(isMismatch)
      ? ['Have the script make a unique index of the columns that are referred to']
      : []),
  ].join('. ');
}
