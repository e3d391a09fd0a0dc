import { createHash } from 'node:crypto';
import type { Project } from '../project/project.ts';
import { readFolder } from './folder.ts';
import type { MigrationFolder } from './folder.ts';
import { readScript } from './script.ts';
import type { ReadScript, ScriptText } from './script.ts';
import { MigrateError } from '../errors.ts';

/** A migrations folder with the texts of its scripts, read once for many databases. */
export interface ScriptShelf {
  readonly folder: MigrationFolder;
  readonly read: ReadScript;
  /** Equal for two shelves with the same names and texts. */
  readonly fingerprint: string;
}

/** Reads the folder and the scripts of a project. Throws `no-migrations-folder`; an unreadable script throws when it is asked for. */
export function readShelf(project: Project): ScriptShelf {
  const folder = readFolder(project);
  const texts = new Map<string, ScriptText | MigrateError>();
  const hash = createHash('sha256');
  for (const { file, path } of [...folder.migrations, ...folder.declarative]) {
    const text = textOf(path);
    texts.set(path, text);
    hash.update(JSON.stringify([file, text instanceof MigrateError ? null : text.recorded]));
  }
  hash.update(JSON.stringify([folder.invalid, folder.unnumbered, folder.backend ?? null]));
  return {
    folder,
    fingerprint: hash.digest('hex'),
    read: (path) => {
      const text = texts.get(path) ?? readScript(path);
      if (text instanceof MigrateError) throw text;
      return text;
    },
  };
}

function textOf(path: string): ScriptText | MigrateError {
  try {
    return readScript(path);
  } catch (error) {
    if (error instanceof MigrateError) return error;
    throw error;
  }
}
