import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { isUnreadable, type ProjectEntry } from './projectEntry.ts';
import { ensureSaved } from './ensureSaved.ts';

/**
 * Saves what is not saved yet of the scripts that a run would take: it reads the files, and a person means what is on the
 * screen. `to` is the last version of the run. Applied scripts stay as they are. False where one could not be saved, which
 * the editor tells.
 */
export async function saveScripts(
  entry: ProjectEntry,
  to = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const { project, status } = entry;
  // What is on the screen may be readable where the file is not.
  const isTaken = (each: MigrationReport): boolean =>
    (each.status === 'pending' || isUnreadable(entry, each)) && (each.version ?? 0) <= to;
  const left = new Set(
    (status?.migrations ?? [])
      .filter((each) => each.declarative !== true && !isTaken(each))
      .map((each) => each.path),
  );
  return saveWhere((file) => isIn(file, project.migrations) && !left.has(file));
}

/** Saves the desired schema, a file or the files of a folder, where it is not saved yet. */
export async function saveDesired({ project }: ProjectEntry): Promise<boolean> {
  const { schema } = project;
  return schema === undefined || saveWhere((file) => file === schema || isIn(file, schema));
}

async function saveWhere(isMeant: (file: string) => boolean): Promise<boolean> {
  const meant = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && isMeant(uri.fsPath),
  );
  return (await Promise.all(meant.map(ensureSaved))).every(Boolean);
}

function isIn(file: string, folder: string): boolean {
  return file.startsWith(folder + path.sep);
}
