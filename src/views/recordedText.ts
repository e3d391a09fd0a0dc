import * as vscode from 'vscode';
import type { EngineClient } from '../engine/client.ts';
import { messageOf } from '../host/log.ts';
import { plainLine } from '../host/plainText.ts';
import { codeParams } from '../host/codeParams.ts';
import type { Projects } from '../host/projects.ts';
import { isTrusted } from '../host/trust.ts';
import { readRecordedUri, RECORD_SCHEMES } from '../host/recorded.ts';

/** Serves what the working database and the reference recorded of scripts, as read-only documents. */
export function registerRecordedText(engine: EngineClient, projects: Projects): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => readRecorded(engine, projects, uri),
  };
  return vscode.Disposable.from(
    changed,
    projects.onDidChange((entry) => {
      for (const { uri } of vscode.workspace.textDocuments) {
        const address = readRecordedUri(uri);
        if (address === undefined) continue;
        if (entry === undefined || address.key === entry.key) changed.fire(uri);
      }
    }),
    ...Object.values(RECORD_SCHEMES).map((scheme) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    ),
  );
}

async function readRecorded(
  engine: EngineClient,
  projects: Projects,
  uri: vscode.Uri,
): Promise<string> {
  const address = readRecordedUri(uri);
  const entry = address === undefined ? undefined : projects.find(address.key);
  if (address === undefined || entry === undefined) return '';
  // Another database is reached by running code of the project.
  if (!isTrusted()) return 'The recorded text is shown when the workspace is trusted.\n';
  const { version } = address;
  try {
    const text =
      address.source === 'reference'
        ? await engine.read('referenceText', { project: entry.project, version })
        : await engine.read('appliedText', { ...codeParams(entry), version });
    return text ?? '';
  } catch (error) {
    return `The recorded text cannot be read: ${plainLine(messageOf(error))}\n`;
  }
}
