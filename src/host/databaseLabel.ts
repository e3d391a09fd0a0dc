import * as vscode from 'vscode';
import { plainLine } from './plainText.ts';
import type { ProjectEntry } from './projectEntry.ts';

/** The path of a project's database as seen from its workspace folder, which it begins with where there are several. */
export function databaseLabel({ project }: Pick<ProjectEntry, 'project'>): string {
  return plainLine(vscode.workspace.asRelativePath(project.database));
}
