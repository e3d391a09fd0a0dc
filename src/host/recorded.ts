import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import type { ScriptSource } from '../engine/protocol.ts';
import type { ProjectEntry } from './projectEntry.ts';

/** Schemes of the documents that hold a script as it was recorded. The query names project and version. */
export const RECORD_SCHEMES: Readonly<Record<ScriptSource, string>> = {
  database: 'fastmigrate-applied',
  reference: 'fastmigrate-reference',
};

/** Address of the document with what `source` recorded of a migration. It carries the file's path, for its name and language. */
export function recordedUri(
  source: ScriptSource,
  entry: ProjectEntry,
  migration: MigrationReport,
): vscode.Uri {
  const query = new URLSearchParams({ project: entry.key, version: String(migration.version) });
  return vscode.Uri.file(migration.path).with({
    scheme: RECORD_SCHEMES[source],
    query: query.toString(),
  });
}

/** The parts of such an address; undefined where it is none. */
export function readRecordedUri(
  uri: vscode.Uri,
): { readonly source: ScriptSource; readonly key: string; readonly version: number } | undefined {
  const source = (['database', 'reference'] as const).find(
    (each) => RECORD_SCHEMES[each] === uri.scheme,
  );
  const query = new URLSearchParams(uri.query);
  const [key, version] = [query.get('project'), Number(query.get('version'))];
  if (source === undefined || key === null || !Number.isInteger(version)) return undefined;
  return { source, key, version };
}
