import path from 'node:path';
import * as vscode from 'vscode';
import type { OriginSubject } from '../core/replay/origin.ts';
import { EngineCancelled } from '../engine/engineError.ts';
import { flash, notifyInformation, openAt } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { readOrigin } from '../host/schemaReads.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, textField, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { showDocument, type SchemaDocuments } from './schemaDocuments.ts';
import { withReplay } from './replayQuestion.ts';

/** Registers the commands on the rows of a schema. */
export function registerSchemaObjects(
  services: Services,
  documents: SchemaDocuments,
): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register('fastmigrate.copyName', async (argument: CommandArgument) => {
      const name = textField(argument, 'name');
      if (name === undefined) return undefined;
      await vscode.env.clipboard.writeText(name);
      flash('Name copied');
      return name;
    }),
    register('fastmigrate.showCreate', async (argument: CommandArgument): Promise<void> => {
      const [name, sql, key] = ['name', 'sql', 'key'].map((field) => textField(argument, field));
      if (name === undefined || sql === undefined || key === undefined) return;
      await showDocument(documents.put(name, `object ${key}`, `${sql};\n`));
    }),
    register('fastmigrate.showOrigin', async (argument: CommandArgument): Promise<void> => {
      if (!(await requireTrust())) return;
      const entry = await chooseProject(services, argument);
      const subject = subjectOf(argument);
      if (entry !== undefined && subject !== undefined) await showOrigin(services, entry, subject);
    }),
  );
}

/** What a row of the schema stands for. */
function subjectOf(argument: CommandArgument): OriginSubject | undefined {
  const name = textField(argument, 'name');
  const table = textField(argument, 'table');
  const type = textField(argument, 'objectType');
  if (name === undefined) return undefined;
  if (table !== undefined) return { type: 'table', name: table, column: name };
  switch (type) {
    case 'table':
    case 'view':
    case 'index':
    case 'trigger':
      return { type, name };
    case 'virtual-table':
      return { type: 'table', name };
    default:
      return undefined;
  }
}

async function showOrigin(
  services: Services,
  entry: ProjectEntry,
  subject: OriginSubject,
): Promise<void> {
  const { project, status } = entry;
  try {
    const origin = await withReplay(entry, status?.version ?? 0, async (scripts) =>
      readOrigin(services.engine, entry, { ...subject, scripts }),
    );
    if (origin === undefined) return;
    if (origin === null) {
      const name =
        subject.column === undefined ? subject.name : `${subject.name}.${subject.column}`;
      return notifyInformation(`No migration made ${name}: it came into the database another way.`);
    }
    const at = new vscode.Position(Math.max(0, origin.line - 1), 0);
    const file = vscode.Uri.file(path.resolve(project.migrations, origin.file));
    await openAt(new vscode.Location(file, at));
  } catch (error) {
    if (!(error instanceof EngineCancelled)) tellRejection(services, 'Go to Migration', error);
  }
}
