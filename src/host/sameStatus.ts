import type { MigrationReport, StatusReport } from '../core/migration/report.ts';

/**
 * The newer of two statuses with the rows of the older one where they say the same, so that views can tell by identity
 * what to draw anew. Returns `before` itself when nothing differs.
 */
export function keepSame(before: StatusReport | undefined, now: StatusReport): StatusReport {
  if (before === undefined) return now;
  const migrations = keepRows(before.migrations, now.migrations);
  const { migrations: _before, ...partBefore } = before;
  const { migrations: _now, ...partNow } = now;
  const isSame =
    migrations === before.migrations && JSON.stringify(partBefore) === JSON.stringify(partNow);
  return isSame ? before : { ...now, migrations };
}

function keepRows(
  before: readonly MigrationReport[],
  now: readonly MigrationReport[],
): readonly MigrationReport[] {
  let byFile: ReadonlyMap<string, MigrationReport> | undefined;
  const rows = now.map((row, at) => {
    // Rows seldom move, and a map of thousands costs more than the comparison.
    let old = before[at];
    if (old?.file !== row.file) {
      byFile ??= new Map(before.map((each) => [each.file, each]));
      old = byFile.get(row.file);
    }
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
  const isSame = rows.length === before.length && rows.every((row, at) => row === before[at]);
  return isSame ? before : rows;
}

/** All fields of a row hold plain values. Named one by one, which is ten times as fast as asking for their names. */
const FIELDS = Object.keys({
  version: true,
  file: true,
  path: true,
  kind: true,
  status: true,
  detail: true,
  divergence: true,
  appliedAs: true,
  appliedAt: true,
  reference: true,
  declarative: true,
} satisfies Record<keyof MigrationReport, true>) as readonly (keyof MigrationReport)[];

function isSameRow(a: MigrationReport, b: MigrationReport): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}
