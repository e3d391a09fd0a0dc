import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { EngineCancelled } from '../engine/engineError.ts';
import { isReplayable, type ProjectEntry } from '../host/projectEntry.ts';
import { readSchemaAt } from '../host/schemaReads.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseScript, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { withReplay } from './replayQuestion.ts';
import { showDocument, type SchemaDocuments } from './schemaDocuments.ts';

/** Registers the commands that show the schema as of a migration. */
export function registerSchemaHistory(
  services: Services,
  documents: SchemaDocuments,
): vscode.Disposable {
  const command = (name: string, show: (replay: Replay) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(
      `fastmigrate.${name}`,
      async (argument: CommandArgument): Promise<void> => {
        if (!(await requireTrust())) return;
        const chosen = await chooseScript(services, argument, ({ migration: each }) =>
          isReplayable(each),
        );
        if (chosen === undefined || !isReplayable(chosen.migration)) return;
        const { entry, migration } = chosen;
        const document = async (version: number, scripts: boolean): Promise<vscode.Uri> => {
          const text = await readSchemaAt(services.engine, entry, { version, scripts });
          return documents.put(`${databaseOf(entry)} v${version}`, `at ${entry.key}`, text);
        };
        try {
          await withReplay(entry, migration.version ?? 0, async (scripts) =>
            show({ entry, migration, document: async (version) => document(version, scripts) }),
          );
        } catch (error) {
          if (!(error instanceof EngineCancelled)) tellRejection(services, 'Show Schema', error);
        }
      },
    );
  return vscode.Disposable.from(
    command('showSchemaAt', async ({ migration, document }) =>
      showDocument(await document(migration.version ?? 0)),
    ),
    command('compareSchema', compareSchema),
  );
}

interface Replay {
  readonly entry: ProjectEntry;
  readonly migration: MigrationReport;
  /** Makes the document with the schema at a version. */
  readonly document: (version: number) => Promise<vscode.Uri>;
}

async function compareSchema({ entry, migration, document }: Replay): Promise<void> {
  const version = migration.version ?? 0;
  const before = versionBefore(entry, version);
  const left = await document(before);
  const right = await document(version);
  const title = `Schema of ${databaseOf(entry)}: v${before} ↔ v${version}`;
  await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
}

/** Numbers may have gaps. */
function versionBefore({ status }: ProjectEntry, version: number): number {
  const versions = (status?.migrations ?? []).filter(isReplayable).map((each) => each.version ?? 0);
  return Math.max(0, ...versions.filter((each) => each < version));
}

function databaseOf({ project }: ProjectEntry): string {
  return path.basename(project.database);
}
