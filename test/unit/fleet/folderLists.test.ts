import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { backupPath } from '../../../src/core/backup/names.ts';
import { folderLists } from '../../../src/core/fleet/folderLists.ts';
import { resolveProject } from '../../../src/core/project/discover.ts';
import { temporaryFolder } from '../../support/project.ts';

/** Names that look like others' backups, too. */
const DATABASES = ['a.db', 'b.db', '001.a.db', 'a.db.20260101_120000.backup', '2026-01-01 é.db'];

describe('the lists of a worker', () => {
  it('have the backups of each database, as either tool names them', () => {
    const folder = temporaryFolder();
    const time = new Date('2026-03-04T05:06:07.089Z');
    const written = DATABASES.flatMap((name) =>
      (['fastmigrate', 'tuplesaver'] as const).map((convention) => {
        const own = resolveProject({ cwd: folder, db: name });
        const file = backupPath({ ...own, convention, backups: folder }, time, 7);
        writeFileSync(file, '');
        return [name, basename(file)] as const;
      }),
    );
    const { backupsIn } = folderLists();
    for (const [name, backup] of written)
      assert.ok(backupsIn(folder, join('/x', name))?.includes(backup), `${name}: ${backup}`);
    assert.deepEqual(backupsIn(folder, '/x/other.db'), []);
    assert.deepEqual(backupsIn(join(folder, 'nowhere'), '/x/a.db'), []);
  });

  it('are made once, however many databases are in a folder', () => {
    const folder = temporaryFolder();
    const { backupsIn, namesIn } = folderLists();
    assert.deepEqual([namesIn(folder), backupsIn(folder, 'a.db')], [[], []]);
    writeFileSync(join(folder, 'a.db.20260101_120000.backup'), '');
    writeFileSync(join(folder, 'a.db.01234567.partial'), '');
    assert.deepEqual([namesIn(folder), backupsIn(folder, 'a.db')], [[], []]);
  });
});
