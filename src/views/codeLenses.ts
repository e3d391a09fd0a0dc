import * as vscode from 'vscode';
import type { AppliedEdit } from '../core/script/appliedEdit.ts';
import { isReplayable, type ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { withoutIcons } from '../host/plainText.ts';
import { ageText } from '../host/quantities.ts';
import {
  registerForScripts,
  scriptArgument,
  scriptDocument,
  type ScriptDocument,
} from '../host/scriptDocument.ts';
import { isHelpEnabled, onSettingsChange } from '../host/settings.ts';
import { shortNames } from '../host/shortNames.ts';
import { isTrusted } from '../host/trust.ts';
import type { ScriptChecks } from './scriptChecks.ts';
import { describeScript, lookOf } from './wording.ts';

/** Shows above each script how it stands, and what can be done with it. */
export function registerCodeLenses(projects: Projects, checks: ScriptChecks): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => {
      const script = isHelpEnabled('codeLens') ? scriptDocument(projects, document) : undefined;
      if (script === undefined) return [];
      return lensesOf(script, checks.get(document.uri)?.edit, databaseActions(projects, script));
    },
  };
  return vscode.Disposable.from(
    changed,
    registerForScripts(projects, (selector) =>
      vscode.languages.registerCodeLensProvider(selector, provider),
    ),
    projects.onDidChange(() => changed.fire()),
    projects.onDidPrefer(() => changed.fire()),
    checks.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    onSettingsChange(['codeLens.enable'], () => changed.fire()),
  );
}

interface Action {
  readonly title: string;
  /** Without `fastmigrate.`; none for words that only tell. */
  readonly command?: string;
}

function lensesOf(
  script: ScriptDocument,
  edit: AppliedEdit | undefined,
  before: readonly Action[],
): vscode.CodeLens[] {
  const { entry, migration } = script;
  if (migration === undefined) return [];
  const trusted = isTrusted();
  const actions: readonly Action[] = [
    ...before,
    ...(edit === undefined ? [] : editActions(edit, trusted)),
    ...statusActions(script, edit),
    ...(trusted ? scriptActions(script, edit) : []),
  ];
  const top = new vscode.Range(0, 0, 0, 0);
  return actions.map(
    ({ title, command }) =>
      new vscode.CodeLens(top, {
        title,
        command: command === undefined ? '' : `fastmigrate.${command}`,
        arguments: [scriptArgument({ entry, migration })],
      }),
  );
}

/** Which database the rest is about, where several have this folder. */
function databaseActions({ entries }: Projects, { entry }: ScriptDocument): readonly Action[] {
  const isHere = ({ project }: ProjectEntry): boolean =>
    project.migrations === entry.project.migrations;
  if (entries.filter(isHere).length <= 1) return [];
  const names = shortNames(entries.map(({ project }) => project));
  const name = names[entries.findIndex(({ key }) => key === entry.key)] ?? '';
  return [{ title: `$(database)\u00a0${withoutIcons(name)}`, command: 'selectDb' }];
}

/** What is said of an edit of an applied script, and the ways out. */
function editActions({ divergence }: AppliedEdit, trusted: boolean): readonly Action[] {
  const meant = divergence === 'meaning';
  const words = meant
    ? '$(warning)\u00a0Edited after it was applied'
    : `$(info)\u00a0Differs from what was applied in ${divergence === 'format' ? 'its format' : 'comments'} only`;
  if (!trusted) return [{ title: words }];
  return [
    { title: words },
    { title: 'Compare with what was applied', command: 'compare' },
    ...(meant ? [{ title: 'Make a follow-up migration', command: 'followUp' }] : []),
    { title: 'Restore the applied text', command: 'restoreApplied' },
  ];
}

function statusActions(
  { entry, migration }: ScriptDocument,
  edit: AppliedEdit | undefined,
): readonly Action[] {
  if (migration === undefined) return [];
  const { appliedAt } = migration;
  const applied = lookOf(entry, migration) === 'applied' && appliedAt !== undefined;
  // There is no room for more beside the ways out.
  if (edit?.divergence === 'meaning') return [];
  // What stands on the disk may be older than the text in the editor.
  if (applied || edit !== undefined)
    return appliedAt === undefined
      ? []
      : [{ title: `applied ${ageText(Date.parse(appliedAt), Date.now())}` }];
  const words = describeScript(entry, migration);
  return words === '' ? [] : [{ title: withoutIcons(words) }];
}

function scriptActions(
  { entry, migration }: ScriptDocument,
  edit: AppliedEdit | undefined,
): readonly Action[] {
  if (migration === undefined) return [];
  const { status, declarative } = migration;
  const actions: Action[] = [];
  if (status === 'pending' && entry.running === undefined) {
    const here = declarative === true ? 'Run all pending' : 'Run up to here';
    actions.push({ title: here, command: 'runTo' });
    actions.push({ title: 'Rehearse', command: 'rehearse' });
  }
  if (status === 'conflicted')
    actions.push({ title: 'Compare with reference', command: 'compareReference' });
  if (isReplayable(migration) && edit?.divergence !== 'meaning')
    actions.push({ title: 'Schema before and after', command: 'compareSchema' });
  return actions;
}
