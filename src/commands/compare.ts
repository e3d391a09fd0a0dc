import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import type { ScriptSource } from '../engine/protocol.ts';
import { codeParams } from '../host/codeParams.ts';
import { notifyInformation } from '../host/notify.ts';
import { differsFromReference, type ProjectEntry } from '../host/projectEntry.ts';
import { recordedUri } from '../host/recorded.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseScript, type CommandArgument } from './choose.ts';

/** The three texts of one script, as documents; undefined where there is none. */
interface Sides {
  readonly name: string;
  readonly reference?: vscode.Uri;
  readonly applied?: vscode.Uri;
  readonly file?: vscode.Uri;
  /** Whether what was applied is word for word what the reference recorded. */
  readonly same: boolean;
}

/** Registers the commands that compare a script with what was recorded of it. */
export function registerCompare(services: Services): vscode.Disposable {
  const command = (
    name: string,
    suits: (migration: MigrationReport) => boolean,
    show: (sides: Sides) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(
      `fastmigrate.${name}`,
      async (argument: CommandArgument): Promise<void> => {
        if (!(await requireTrust())) return;
        const chosen = await chooseScript(services, argument, ({ migration }) => suits(migration));
        if (chosen === undefined || chosen.migration.version === null) return;
        await show(await sidesOf(services, chosen.entry, chosen.migration));
      },
    );
  return vscode.Disposable.from(
    command('compare', isDiverged, async (sides) => one(sides, 'applied')),
    command('compareReference', differsFromReference, async (sides) => one(sides, 'reference')),
    command('compareAll', differsFromReference, all),
  );
}

function isDiverged({ status }: MigrationReport): boolean {
  return status === 'diverged';
}

async function sidesOf(
  { engine }: Services,
  entry: ProjectEntry,
  migration: MigrationReport,
): Promise<Sides> {
  const version = migration.version ?? 0;
  const [applied, reference] = await Promise.all([
    engine.read('appliedText', { ...codeParams(entry), version }),
    entry.status?.reference === undefined
      ? null
      : engine.read('referenceText', { project: entry.project, version }),
  ]);
  const side = (source: ScriptSource): vscode.Uri => recordedUri(source, entry, migration);
  const exists = await isFile(migration.path);
  return {
    name: path.basename(migration.path),
    same: applied === reference,
    ...(reference !== null && { reference: side('reference') }),
    ...(applied !== null && { applied: side('database') }),
    ...(exists && { file: vscode.Uri.file(migration.path) }),
  };
}

/** A diff editor: what was recorded on the left, the file on the right. A missing file leaves the record alone. */
async function one(sides: Sides, which: 'applied' | 'reference'): Promise<void> {
  const left = sides[which];
  if (left === undefined) {
    const where = which === 'applied' ? 'in the database' : 'in the reference';
    notifyInformation(`Nothing is recorded of ${sides.name} ${where}.`);
    return;
  }
  if (sides.file === undefined) {
    await vscode.commands.executeCommand('vscode.open', left, { preview: true });
    return;
  }
  const title = `${sides.name} (${which} ↔ file)`;
  await vscode.commands.executeCommand('vscode.diff', left, sides.file, title, { preview: true });
}

/** Where all three are there: the way from the reference over the database to the file, as two diffs beside each other. */
async function all(sides: Sides): Promise<void> {
  const { reference, applied, file, name } = sides;
  if (reference === undefined || applied === undefined || file === undefined || sides.same)
    return one(sides, reference === undefined ? 'applied' : 'reference');
  const show = async (
    left: vscode.Uri,
    right: vscode.Uri,
    title: string,
    viewColumn: vscode.ViewColumn,
  ): Promise<void> => {
    const options = { viewColumn, preview: true };
    await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
  };
  await show(reference, applied, `${name} (reference ↔ applied)`, vscode.ViewColumn.One);
  await show(applied, file, `${name} (applied ↔ file)`, vscode.ViewColumn.Two);
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(vscode.Uri.file(file))).type !== 0;
  } catch {
    // Gone, or not to be reached: there is nothing to compare with.
    return false;
  }
}
