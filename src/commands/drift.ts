import path from 'node:path';
import * as vscode from 'vscode';
import { EngineCancelled } from '../engine/engineError.ts';
import { notifyInformation, openAt, placeOf } from '../host/notify.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { readComparison, type Comparison } from '../host/schemaReads.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { showDocument, type SchemaDocuments } from './schemaDocuments.ts';

/** Registers the commands that show how the live schema differs from the desired one. */
export function registerDrift(services: Services, documents: SchemaDocuments): vscode.Disposable {
  const command = (
    name: string,
    show: (entry: ProjectEntry, comparison: Comparison) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(
      `fastmigrate.${name}`,
      async (argument: CommandArgument): Promise<void> => {
        const entry = await chooseDesired(services, argument);
        if (entry === undefined) return;
        const comparison = await compared(services, entry);
        if (comparison !== undefined) await show(entry, comparison);
      },
    );
  return vscode.Disposable.from(
    command('previewDrift', async (entry, comparison) => {
      const { now, desired } = documents.compare(entry, comparison);
      const title = `Schema of ${path.basename(entry.project.database)}: now ↔ desired`;
      await vscode.commands.executeCommand('vscode.diff', now, desired, title, { preview: true });
    }),
    command('showMigrationSql', async (entry, comparison) => {
      const name = `Migration of ${path.basename(entry.project.database)}`;
      await showDocument(documents.put(name, `migration ${entry.key}`, migrationText(comparison)));
    }),
    vscode.commands.registerCommand(
      'fastmigrate.openDesired',
      async (argument: CommandArgument): Promise<void> => {
        const entry = await chooseDesired(services, argument);
        if (entry !== undefined) await openDesired(entry);
      },
    ),
  );
}

/** The project whose desired schema a command is about. Tells, and gives undefined, where there is none. */
export async function chooseDesired(
  services: Services,
  argument: CommandArgument,
): Promise<ProjectEntry | undefined> {
  if (!(await requireTrust())) return undefined;
  await services.projects.ready();
  const entry = ofSchemaFile(services, argument) ?? (await chooseProject(services, argument));
  if (entry === undefined || entry.project.schema !== undefined) return entry;
  notifyInformation(
    'This project has no desired schema. Name one with the key "schema" of .fastmigrate: a .sql file, a folder, a module, a command or a database.',
  );
  return undefined;
}

/** The project whose desired schema is this file, or stands in the active editor. */
function ofSchemaFile({ projects }: Services, argument: CommandArgument): ProjectEntry | undefined {
  if (argument !== undefined && !(argument instanceof vscode.Uri)) return undefined;
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  return projects.entries.find(
    ({ project }) => project.schema === uri?.fsPath && uri !== undefined,
  );
}

/** Compares the schemas and tells of what went wrong. Undefined then, and where nothing differs. */
export async function compared(
  services: Services,
  entry: ProjectEntry,
): Promise<Comparison | undefined> {
  try {
    const comparison = await readComparison(services.engine, entry);
    if (comparison.changes.length > 0) return comparison;
    notifyInformation('Nothing differs: the schema is as desired.');
  } catch (error) {
    if (!(error instanceof EngineCancelled)) tellRejection(services, 'Compare Schema', error);
  }
  return undefined;
}

/** The statements, below what has to be known of them. Names in comments stay on their line. */
function migrationText({ sql, refusals, candidates }: Comparison): string {
  const notes = [
    ...refusals.map(({ object, reason }) => `Not possible: ${object}: ${reason}`),
    ...candidates.map(
      ({ table, from, to }) =>
        `Asked when it is generated: whether ${table === null ? '' : `${table}.`}${from} was renamed to ${to}. Here it was not.`,
    ),
  ];
  const head = notes.map((note) => `-- ${plainLine(note)}\n`).join('');
  return head === '' ? sql : `${head}\n${sql}`;
}

/** Opens where the desired schema is written, at the place of its failure if there is one. */
async function openDesired({ project, status }: ProjectEntry): Promise<void> {
  const { schema = '', configFile } = project;
  const failure = status?.errors.find(({ code }) => code === 'schema-failed');
  if (failure?.file !== undefined)
    return openAt(placeOf(failure, path.resolve(project.root, failure.file)));
  const uri = vscode.Uri.file(schema.startsWith('!') ? (configFile ?? project.root) : schema);
  const isFolder = (await typeOf(uri)) === vscode.FileType.Directory;
  await vscode.commands.executeCommand(isFolder ? 'revealInExplorer' : 'vscode.open', uri);
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    // Gone: opening it says so.
    return vscode.FileType.Unknown;
  }
}
