import assert from 'node:assert/strict';
import path from 'node:path';
import type { MigrationReport, StatusReport } from '../../../src/core/migration/report.ts';
import { PathKeys } from '../../../src/host/pathKeys.ts';
import type { ProjectEntry } from '../../../src/host/projectEntry.ts';

const folder = { uri: { fsPath: '/shop' }, name: 'shop', index: 0 } as ProjectEntry['folder'];

function script(
  version: number,
  status: MigrationReport['status'],
  more: Partial<MigrationReport> = {},
): MigrationReport {
  const file = `000${version}-x.sql`;
  return { version, file, path: path.join('/shop', file), kind: 'sql', status, ...more };
}

function entry(version: number | null, migrations: readonly MigrationReport[]): ProjectEntry {
  const status = { state: 'DIVERGED', version, migrations, errors: [] } as unknown as StatusReport;
  const project = { history: true } as ProjectEntry['project'];
  return { key: 'shop', folder, project, status, backups: [] };
}

/** Names of the scripts that each list was sent with. */
function sent(of: ProjectEntry): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  const keys = new PathKeys((name, paths) =>
    lists.set(
      name,
      paths.map((each) => path.basename(each, '-x.sql')),
    ),
  );
  keys.update([of]);
  return lists;
}

describe('files that commands apply to', () => {
  const migrations = [
    script(1, 'applied'),
    script(2, 'diverged', { divergence: 'meaning' }),
    script(3, 'diverged', { divergence: 'comments' }),
    script(4, 'diverged', { divergence: 'name' }),
    script(5, 'skipped'),
    script(6, 'invalid'),
    script(7, 'pending'),
  ];

  it('have a follow-up where their meaning was edited', () => {
    assert.deepEqual(sent(entry(5, migrations)).get('editedPaths'), ['0002']);
  });

  it('are renamed where no database knows their name', () => {
    assert.deepEqual(sent(entry(5, migrations)).get('renamablePaths'), ['0005', '0006', '0007']);
  });

  it('are not renamed where nobody knows whether they were applied', () => {
    assert.deepEqual(sent(entry(null, migrations)).get('renamablePaths'), ['0005', '0006']);
  });
});
