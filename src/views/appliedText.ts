import * as vscode from 'vscode';
import type { EngineClient } from '../engine/client.ts';
import { plainLine } from '../host/plainText.ts';
import { messageOf } from '../host/log.ts';
import type { Projects } from '../host/projects.ts';

/** Scheme of documents that hold a script as it was when applied. The query names project and version. */
export const APPLIED_SCHEME = 'fastmigrate-applied';

/** Serves the recorded text of applied scripts as read-only documents. */
export function registerAppliedText(engine: EngineClient, projects: Projects): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    projects.onDidChange((entry) => {
      for (const { uri } of vscode.workspace.textDocuments) {
        if (uri.scheme !== APPLIED_SCHEME) continue;
        if (entry === undefined || addressOf(uri)?.key === entry.key) changed.fire(uri);
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(APPLIED_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => readApplied(engine, projects, uri),
    }),
  );
}

async function readApplied(
  engine: EngineClient,
  projects: Projects,
  uri: vscode.Uri,
): Promise<string> {
  const address = addressOf(uri);
  const project = address === undefined ? undefined : projects.find(address.key)?.project;
  if (address === undefined || project === undefined) return '';
  try {
    return (await engine.read('appliedText', { project, version: address.version })) ?? '';
  } catch (error) {
    return `The applied text cannot be read: ${plainLine(messageOf(error))}\n`;
  }
}

function addressOf(
  uri: vscode.Uri,
): { readonly key: string; readonly version: number } | undefined {
  const query = new URLSearchParams(uri.query);
  const [key, version] = [query.get('project'), Number(query.get('version'))];
  return key === null || !Number.isInteger(version) ? undefined : { key, version };
}
