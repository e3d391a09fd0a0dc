import assert from 'node:assert/strict';
import type { MigrationReport, StatusReport } from '../../../src/core/migration/report.ts';
import { keepSame } from '../../../src/host/sameStatus.ts';

const row = (file: string, more: Partial<MigrationReport> = {}): MigrationReport => ({
  version: Number(file.slice(0, 4)),
  file,
  path: `/p/migrations/${file}`,
  kind: 'sql',
  status: 'applied',
  ...more,
});

const status = (
  migrations: readonly MigrationReport[],
  more: Partial<StatusReport> = {},
): StatusReport => ({
  state: 'CURRENT',
  convention: 'fastmigrate',
  database: '/p/a.db',
  migrationsFolder: '/p/migrations',
  version: 3,
  latest: 3,
  migrations,
  errors: [],
  warnings: [],
  ...more,
});

const rows = (): MigrationReport[] => ['0001-a.sql', '0002-b.sql', '0003-c.sql'].map((f) => row(f));

/** Places of the rows that are the older objects. */
function kept(before: StatusReport, now: StatusReport): readonly number[] {
  const result = keepSame(before, now);
  assert.deepEqual(result, now);
  return result.migrations.flatMap((each, at) => (before.migrations.includes(each) ? [at] : []));
}

describe('keepSame', () => {
  it('gives the older status where both say the same', () => {
    const before = status(rows());
    assert.equal(keepSame(before, status(rows())), before);
  });

  it('gives the newer one where there is no older', () => {
    const now = status(rows());
    assert.equal(keepSame(undefined, now), now);
  });

  it('keeps the list where only the rest differs', () => {
    const before = status(rows());
    const now = status(rows(), { warnings: ['a gap'] });
    assert.deepEqual(keepSame(before, now), now);
    assert.equal(keepSame(before, now).migrations, before.migrations);
  });

  const different: Readonly<Record<string, Partial<MigrationReport>>> = {
    version: { version: 9 },
    path: { path: '/q/0002-b.sql' },
    kind: { kind: 'py' },
    status: { status: 'diverged' },
    detail: { detail: 'why' },
    divergence: { divergence: 'comments' },
    appliedAs: { appliedAs: '0001-b.sql' },
    appliedAt: { appliedAt: '2026-01-01T00:00:00Z' },
    reference: { reference: 'recorded' },
    declarative: { declarative: true },
  };
  for (const [field, change] of Object.entries(different))
    it(`takes the newer row, and keeps the others, where ${field} differs`, () => {
      const before = status(rows());
      const changed = rows().with(1, row('0002-b.sql', change));
      assert.deepEqual(kept(before, status(changed)), [0, 2]);
      assert.deepEqual(kept(status(changed), status(rows())), [0, 2]);
    });

  it('knows rows again that have moved', () => {
    const before = status(rows());
    assert.deepEqual(kept(before, status([row('0000-z.sql'), ...rows()])), [1, 2, 3]);
    assert.deepEqual(kept(before, status(rows().slice(1))), [0, 1]);
    assert.deepEqual(kept(before, status(rows().toReversed())), [0, 1, 2]);
  });
});
