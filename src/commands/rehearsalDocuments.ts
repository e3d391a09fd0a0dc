import path from 'node:path';
import * as vscode from 'vscode';
import type { RehearsalReport, RehearsedMigration } from '../core/rehearse/report.ts';
import { placeOf } from '../host/notify.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';

const SCHEME = 'fastmigrate-rehearsal';
const GONE = 'This rehearsal was made before the window was loaded.\n';

/** Compares the schema before and after one migration of the last rehearsal: key of the project, name of the file. */
export const COMPARE_REHEARSED = 'fastmigrate.compareRehearsed';

interface Rehearsed {
  readonly report: RehearsalReport;
  readonly markdown: string;
}

/** Which part of a project's last rehearsal a document shows. */
interface Address {
  readonly key: string;
  readonly side?: 'before' | 'after';
  readonly file?: string;
}

/** The reports of the last rehearsal of each project as read-only documents, with links above the migrations. */
export class RehearsalDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #rehearsed = new Map<string, Rehearsed>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME, language: 'markdown' }, this),
      vscode.commands.registerCommand(COMPARE_REHEARSED, async (key: unknown, file: unknown) =>
        typeof key === 'string' && typeof file === 'string' ? this.#compare(key, file) : undefined,
      ),
    );
  }

  /** Shows a report, in the place of the one before it. */
  async show({ key, project }: ProjectEntry, rehearsed: Rehearsed): Promise<void> {
    this.#rehearsed.set(key, rehearsed);
    const uri = uriOf(`Rehearsal of ${path.basename(project.database)}.md`, { key });
    for (const { uri: open } of vscode.workspace.textDocuments)
      if (open.scheme === SCHEME && addressOf(open)?.key === key) this.#changed.fire(open);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const address = addressOf(uri);
    const rehearsed = address === undefined ? undefined : this.#rehearsed.get(address.key);
    if (address === undefined || rehearsed === undefined) return GONE;
    const { side, file } = address;
    if (side === undefined) return rehearsed.markdown;
    return migrationOf(rehearsed, file)?.schema?.[side] ?? '';
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const key = addressOf(document.uri)?.key;
    const rehearsed = key === undefined ? undefined : this.#rehearsed.get(key);
    if (key === undefined || rehearsed === undefined) return [];
    return rehearsed.report.migrations.flatMap((migration) => {
      const line = headingOf(document, migration);
      return line === undefined ? [] : lensesOf(key, migration, line);
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #compare(key: string, file: string): Promise<void> {
    const rehearsed = this.#rehearsed.get(key);
    if (rehearsed === undefined || migrationOf(rehearsed, file)?.schema === undefined) return;
    const side = (name: 'before' | 'after'): vscode.Uri =>
      uriOf(`${file} ${name}.sql`, { key, file, side: name });
    const title = `${plainLine(file)}: schema before ↔ after`;
    await vscode.commands.executeCommand('vscode.diff', side('before'), side('after'), title);
  }
}

function lensesOf(
  key: string,
  { file, path: script, schema, error }: RehearsedMigration,
  line: number,
): vscode.CodeLens[] {
  const range = new vscode.Range(line, 0, line, 0);
  const place = error?.line === undefined ? undefined : placeOf(error, script).range;
  const open = {
    command: 'vscode.open',
    title: 'Open Script',
    arguments: [vscode.Uri.file(script), ...(place === undefined ? [] : [{ selection: place }])],
  };
  const compare = {
    command: COMPARE_REHEARSED,
    title: 'Compare Schema Before and After',
    arguments: [key, file],
  };
  return [...(schema === undefined ? [] : [compare]), open].map(
    (command) => new vscode.CodeLens(range, command),
  );
}

/** The line of the heading over what a migration did. */
function headingOf(
  document: vscode.TextDocument,
  { file }: RehearsedMigration,
): number | undefined {
  const name = file.replaceAll('|', '\\|');
  const lines = document.getText().split('\n');
  const found = lines.findIndex((line) => line.startsWith('### ') && line.includes(name));
  return found === -1 ? undefined : found;
}

function migrationOf({ report }: Rehearsed, file?: string): RehearsedMigration | undefined {
  return report.migrations.find((migration) => migration.file === file);
}

function uriOf(name: string, address: Address): vscode.Uri {
  const file = plainLine(name, 100).replaceAll(/[\\/]/g, '_');
  return vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query: JSON.stringify(address) });
}

function addressOf({ query }: vscode.Uri): Address | undefined {
  try {
    const value: unknown = JSON.parse(query);
    if (typeof value !== 'object' || value === null || !('key' in value)) return undefined;
    const { key } = value;
    const side = 'side' in value ? value.side : undefined;
    const file = 'file' in value ? value.file : undefined;
    if (typeof key !== 'string') return undefined;
    if ((side === 'before' || side === 'after') && typeof file === 'string')
      return { key, side, file };
    return { key };
  } catch {
    // Not one of ours.
    return undefined;
  }
}
