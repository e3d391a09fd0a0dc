import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '../../../src/core/database/version.ts';
import { runPending } from '../../../src/core/migration/run.ts';
import type { Project } from '../../../src/core/project/project.ts';
import { column, dump, execute } from '../../support/database.ts';
import { makeRuntime, temporaryFolder } from '../../support/project.ts';

const INSERT = (rows: number, text: string): string =>
  `INSERT INTO item (name, note) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
   SELECT '${text} ' || i, hex(i * 7919) FROM n;`;

/** Says in a file when two processes of scripts are at work at once. */
const ALONE = `import os, sqlite3, sys
here = os.path.dirname(os.path.abspath(sys.argv[1]))
mark = os.path.join(here, 'at-work')
def alive(pid):
    try:
        return ') Z ' not in open('/proc/%d/stat' % pid).read()
    except OSError:
        return False
if os.path.exists(mark) and alive(int(open(mark).read() or 0)):
    open(os.path.join(here, 'OVERLAP'), 'w').close()
open(mark + str(os.getpid()), 'w').write(str(os.getpid()))
os.rename(mark + str(os.getpid()), mark)
c = sqlite3.connect(sys.argv[1], timeout=20)
`;

/** Many small commits, so that most kills fall between two of them. */
const WORK = (text: string): string =>
  `${ALONE}for i in range(25):
    c.execute("INSERT INTO item (name, note) VALUES (?, ?)", ('${text}', str(i)))
    c.commit()
c.close()
os.remove(mark)
`;

/** One script of each kind. None of them can run twice, or in part, without leaving a difference. */
export const LADDER: Readonly<Record<string, string>> = {
  '0001-base.sql': `CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, note TEXT);
CREATE INDEX item_name ON item (name);
${INSERT(8000, 'base')}
CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT);`,
  '0002-rebuild.sql': `CREATE TABLE item_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT, extra TEXT DEFAULT 'none');
INSERT INTO item_new (id, name, note) SELECT id, name, note FROM item;
DROP TABLE item;
ALTER TABLE item_new RENAME TO item;
CREATE INDEX item_name ON item (name, extra);`,
  '0003-python.py': WORK('python'),
  '0004-shell.sh': `python3 - "$1" <<'PROGRAM'\n${WORK('first')}PROGRAM\npython3 - "$1" <<'PROGRAM'\n${WORK('second')}PROGRAM\n`,
  '0005-outside.sql': `-- fastmigrate: no-transaction
BEGIN;
UPDATE item SET extra = extra || '!' WHERE id % 2 = 0;
COMMIT;
VACUUM;
BEGIN;
${INSERT(2000, 'outside')}
COMMIT;
INSERT INTO log (text) VALUES ('outside');`,
  '0006-last.sql': `DELETE FROM item WHERE id % 3 = 0;
INSERT INTO log (text) VALUES ('last');`,
};

export const TOP = Object.keys(LADDER).length;

/** A clean database at each version, in both journal modes, and what each holds. */
export interface Ladder {
  readonly folder: string;
  /** Text of what a database holds at a version. */
  readonly contents: readonly string[];
}

/** Runs the scripts one by one without any disturbance. */
export async function climb(): Promise<Ladder> {
  const folder = temporaryFolder();
  const project = projectIn(folder);
  createDatabase(project.database);
  const contents: string[] = [];
  for (let version = 0; version <= TOP; version += 1) {
    const { runtime } = makeRuntime(folder);
    const report = await runPending(project, { to: version }, runtime);
    if (version > 0 && !report.ok) throw new Error(report.error?.message);
    contents.push(contentOf(project.database));
    for (const mode of ['delete', 'wal']) {
      const copy = cleanPath(folder, version, mode);
      cpSync(project.database, copy);
      execute(copy, `PRAGMA journal_mode = ${mode}`);
    }
  }
  return { folder, contents };
}

/** A project whose database is a copy of the clean one at a version. */
export function projectAt(ladder: Ladder, version: number, mode: 'delete' | 'wal'): Project {
  const project = projectIn(temporaryFolder());
  cpSync(cleanPath(ladder.folder, version, mode), project.database);
  return project;
}

/** Everything in the database but the times of its records. Journals that a kill left are rolled back by SQLite first. */
export function contentOf(database: string): string {
  const { journal_mode: _, ...content } = dump(database, { withoutRecords: true });
  const soundness = column(database, 'PRAGMA integrity_check');
  const versions = column(database, 'SELECT version FROM _meta');
  const records = column(
    database,
    `SELECT count(*) FROM sqlite_schema WHERE name = '_migrations'`,
  )[0]
    ? column(database, `SELECT id || ' ' || filename FROM _migrations ORDER BY id`)
    : [];
  return JSON.stringify({ soundness, versions, records, content });
}

/** Which version a database is exactly at; -1 when it is at none. */
export function boundaryOf(ladder: Ladder, database: string): number {
  return ladder.contents.indexOf(contentOf(database));
}

function projectIn(folder: string): Project {
  const project: Project = {
    name: 'default',
    root: folder,
    database: join(folder, 'data', 'database.db'),
    migrations: join(folder, 'migrations'),
    convention: 'fastmigrate',
    history: true,
  };
  mkdirSync(join(folder, 'data'));
  mkdirSync(project.migrations);
  for (const [name, text] of Object.entries(LADDER))
    writeFileSync(join(project.migrations, name), text);
  return project;
}

function cleanPath(folder: string, version: number, mode: string): string {
  return join(folder, `clean-${version}-${mode}.db`);
}
