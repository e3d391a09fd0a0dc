import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import type { TextPlace } from '../core/script/assist.ts';
import type { ProjectEntry } from './projectEntry.ts';
import type { Projects } from './projects.ts';

/** An SQL script of a project that is open in an editor. */
export interface ScriptDocument {
  readonly document: vscode.TextDocument;
  readonly entry: ProjectEntry;
  /** Its name within the migrations folder. */
  readonly file: string;
  /** What the status says of it; undefined for a file that it does not know yet. */
  readonly migration?: MigrationReport;
}

/** Folder of a TupleSaver project whose scripts have no numbers. */
const DECLARATIVE = 'views_indexes_triggers';

/** The script that a document is, or undefined where it is none of a known project. */
export function scriptDocument(
  projects: Projects,
  document: vscode.TextDocument,
): ScriptDocument | undefined {
  const { uri } = document;
  if (uri.scheme !== 'file' || path.extname(uri.fsPath) !== '.sql') return undefined;
  for (const entry of projects.inOrder) {
    const inside = path.relative(entry.project.migrations, uri.fsPath);
    const folder = path.dirname(inside);
    if (folder !== '.' && (folder !== DECLARATIVE || entry.project.convention !== 'tuplesaver'))
      continue;
    const migration = entry.status?.migrations.find((each) => each.path === uri.fsPath);
    return {
      document,
      entry,
      file: inside.split(path.sep).join('/'),
      ...(migration !== undefined && { migration }),
    };
  }
  return undefined;
}

/** What a command is given that is about this script of this project, and of no other that has its folder. */
export function scriptArgument({
  entry,
  migration,
}: {
  readonly entry: ProjectEntry;
  readonly migration: Pick<MigrationReport, 'file'>;
}): unknown {
  return { key: entry.key, migration: { file: migration.file } };
}

/** Whether the script's number is one that the database has: what the file holds will not run any more. */
export function isApplied(migration: MigrationReport | undefined): boolean {
  if (migration === undefined || migration.declarative === true) return false;
  switch (migration.status) {
    case 'applied':
    case 'unrecorded':
    case 'diverged':
      return true;
    case 'conflicted':
      return migration.appliedAt !== undefined;
    case 'pending':
    case 'skipped':
    case 'missing':
    case 'invalid':
    case 'unknown':
      return false;
  }
}

/** What the engine is asked about a place of a script. */
export function textPlace(
  { document, entry, file }: ScriptDocument,
  at: vscode.Position,
): TextPlace {
  return { project: entry.project, file, text: document.getText(), offset: document.offsetAt(at) };
}

/** Registers something for the scripts of all projects, and anew when the projects are others. */
export function registerForScripts(
  projects: Projects,
  register: (selector: vscode.DocumentSelector) => vscode.Disposable,
): vscode.Disposable {
  let folders = '';
  let registered: vscode.Disposable | undefined;
  const update = (): void => {
    const now = [...new Set(projects.entries.map(({ project }) => project.migrations))];
    if (now.join('\n') === folders) return;
    folders = now.join('\n');
    registered?.dispose();
    registered =
      now.length === 0
        ? undefined
        : register(now.map((folder) => scriptsIn(vscode.Uri.file(folder))));
  };
  update();
  return vscode.Disposable.from(
    projects.onDidChange((entry) => entry === undefined && update()),
    new vscode.Disposable(() => registered?.dispose()),
  );
}

function scriptsIn(folder: vscode.Uri): vscode.DocumentFilter {
  const pattern = new vscode.RelativePattern(folder, `{*.sql,${DECLARATIVE}/*.sql}`);
  return { scheme: 'file', pattern };
}
