import { basename, join } from 'node:path';
import { BUSY_TIMEOUT } from '../database/open.ts';
import { readVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import { nextName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import { readFolder } from './folder.ts';
import type { ScriptKind } from './report.ts';
import { writeNew } from './scriptFile.ts';

/**
 * Writes the next numbered script, with the folder if there is none, and returns its path. It has the text of a
 * template unless another one is given.
 * Throws `bad-argument` for a name without letters or digits.
 */
export function newMigration(
  project: Project,
  name: string,
  kind: ScriptKind,
  text: string = template(kind, name),
): { file: string } {
  const file = nextName({
    files: filesOf(project),
    taken: takenBy(project),
    name,
    kind,
    convention: project.convention,
  });
  const path = join(project.migrations, file);
  writeNew(path, text, kind === 'sql' ? 0o644 : 0o755);
  return { file: path };
}

function filesOf(project: Project): string[] {
  try {
    const { migrations, invalid } = readFolder(project);
    return [...migrations, ...invalid].map(({ file }) => basename(file));
  } catch (error) {
    if (
      MigrateError.is(error, 'no-migrations-folder') &&
      error.failure.reason === 'it does not exist'
    )
      return [];
    throw error;
  }
}

/** A script numbered at or below the database version would never run. */
function takenBy(project: Project): number[] {
  try {
    return [readVersion(project.database, BUSY_TIMEOUT, project.convention)];
  } catch (error) {
    if (error instanceof MigrateError) return [];
    throw error;
  }
}

function template(kind: ScriptKind, name: string): string {
  const title = name.replaceAll(/\s+/g, ' ').trim();
  switch (kind) {
    case 'sql':
      return `-- ${title}\n-- Runs in one transaction, with foreign keys off; they are checked at the end.\n\n`;
    case 'py':
      return `"""${title.replaceAll('"', "'").replaceAll('\\', '/')}"""
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
with db:
    pass  # db.execute("…")
db.close()
`;
    case 'sh':
      return `# ${title}\nset -eu\ndb="$1"\n\n`;
  }
}
