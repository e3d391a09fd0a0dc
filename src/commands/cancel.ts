import * as vscode from 'vscode';
import type { Services } from '../host/services.ts';
import { pickProject, textField, type CommandArgument } from './choose.ts';

/** Registers the command that ends a running change. */
export function registerCancel(services: Services): vscode.Disposable {
  const { changes, projects } = services;
  return vscode.commands.registerCommand(
    'fastmigrate.cancel',
    async (argument: CommandArgument) => {
      const named = textField(argument, 'key');
      if (named !== undefined) return changes.cancel(named);
      const [only, other] = changes.running;
      if (only === undefined) return undefined;
      if (other === undefined) return changes.cancel(only);
      const picked = await pickProject(
        projects.entries.filter(({ running }) => running !== undefined),
      );
      return picked === undefined ? undefined : changes.cancel(picked.key);
    },
  );
}
