import * as vscode from 'vscode';

export type BackupPolicy = 'always' | 'prompt' | 'never';
export type StatusBarPolicy = 'always' | 'relevant' | 'never';

/** Settings of one workspace folder. */
export interface FolderSettings {
  readonly enable: boolean;
  readonly configFile: string;
  readonly projectRoots: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly backupBeforeRun: BackupPolicy;
}

const SECTION = 'fastmigrate';

/** Reads the settings that may differ from folder to folder. Values of a wrong type count as unset. */
export function folderSettings(folder: vscode.WorkspaceFolder): FolderSettings {
  const section = vscode.workspace.getConfiguration(SECTION, folder.uri);
  return {
    enable: section.get<unknown>('enable') !== false,
    configFile: text(section.get<unknown>('configFile')),
    projectRoots: strings(section.get<unknown>('projectRoots')),
    env: textRecord(section.get<unknown>('env')),
    backupBeforeRun: oneOf(section.get<unknown>('backupBeforeRun'), ['always', 'prompt', 'never']),
  };
}

/** Whether changes of a database ask first. Only a person's own setting counts, never a workspace's. */
export function confirmBeforeRun(): boolean {
  return (
    vscode.workspace.getConfiguration(SECTION).inspect<boolean>('confirmBeforeRun')?.globalValue !==
    false
  );
}

/** Interpreters for scripts, where set by the person or the machine. */
export function interpreters(): { readonly python?: string; readonly shell?: string } {
  const section = vscode.workspace.getConfiguration(SECTION);
  const python = text(section.get<unknown>('pythonPath'));
  const shell = text(section.get<unknown>('shellPath'));
  return { ...(python !== '' && { python }), ...(shell !== '' && { shell }) };
}

/** The same for the command line, which reads them from its environment. */
export function interpreterVariables(): Readonly<Record<string, string>> {
  const { python, shell } = interpreters();
  return {
    ...(python !== undefined && { FASTMIGRATE_PYTHON: python }),
    ...(shell !== undefined && { FASTMIGRATE_SHELL: shell }),
  };
}

/** When the status bar item shows. */
export function statusBarPolicy(): StatusBarPolicy {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>('statusBar.show');
  return oneOf(value, ['relevant', 'always', 'never']);
}

/** Whether scripts carry badges in the Explorer. */
export function decorationsEnabled(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<unknown>('decorations.enable') !== false;
}

/** Helps in the editor of scripts that can be switched off. */
export type ScriptHelp = 'codeLens' | 'diagnostics' | 'completion' | 'hover';

/** Whether a help is on. */
export function isHelpEnabled(help: ScriptHelp): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<unknown>(`${help}.enable`) !== false;
}

/** Whether tasks are offered without a `tasks.json`. */
export function tasksAutoDetect(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<unknown>('tasks.autoDetect') !== 'off';
}

/** Calls `listener` when one of the named settings (without the section) may have another value. */
export function onSettingsChange(
  names: readonly string[],
  listener: () => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) listener();
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function oneOf<T extends string>(value: unknown, allowed: readonly [T, ...T[]]): T {
  return allowed.find((item) => item === value) ?? allowed[0];
}
