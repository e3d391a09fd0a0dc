import * as vscode from 'vscode';
import type { StatusReport } from '../core/migration/report.ts';
import type { AppliedEdit } from '../core/script/appliedEdit.ts';
import type { ScriptProblem } from '../core/script/problem.ts';
import { EngineTimeout } from '../engine/engineError.ts';
import { codeParams } from '../host/codeParams.ts';
import { Debounced } from '../host/debounce.ts';
import { messageOf } from '../host/log.ts';
import { isApplied, scriptDocument, type ScriptDocument } from '../host/scriptDocument.ts';
import type { Services } from '../host/services.ts';
import { isHelpEnabled, onSettingsChange } from '../host/settings.ts';
import { isTrusted } from '../host/trust.ts';

/** What was found in one open script. */
export interface CheckedScript {
  readonly uri: vscode.Uri;
  /** The document's version that was looked at: offsets belong to it. */
  readonly version: number;
  readonly problems: readonly ScriptProblem[];
  /** How the text differs from what was applied. */
  readonly edit?: AppliedEdit;
}

interface Seen {
  readonly version: number;
  readonly status: StatusReport | undefined;
}

const DELAY_MS = 300;
const PATIENCE_MS = 2000;

/** Looks at the open scripts while they are written: at new ones for mistakes, at applied ones for edits. */
export class ScriptChecks implements vscode.Disposable {
  readonly #services: Services;
  readonly #found = new Map<string, CheckedScript>();
  readonly #rounds = new Map<string, number>();
  /** Scripts that could not be checked in time. They are not, until the text or the status is another. */
  readonly #late = new WeakMap<vscode.TextDocument, Seen>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #soon: Debounced<string>;
  readonly #subscriptions: vscode.Disposable;

  /** Fires with the script about which something else is known. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    this.#soon = new Debounced(DELAY_MS, (uris) => {
      for (const uri of uris) void this.#check(uri);
    });
    const soon = ({ uri }: vscode.TextDocument): void => this.#soon.add(uri.toString());
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#soon,
      vscode.workspace.onDidOpenTextDocument(soon),
      vscode.workspace.onDidChangeTextDocument(({ document }) => soon(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#checkAll()),
      services.projects.onDidChange(() => this.#checkAll()),
      services.projects.onDidPrefer(() => this.#checkAll()),
      services.projects.onDidRead(({ databaseChanged }) => databaseChanged && this.#checkAll()),
      onSettingsChange(['diagnostics.enable', 'codeLens.enable'], () => this.#checkAll()),
    );
    this.#checkAll();
  }

  get(uri: vscode.Uri): CheckedScript | undefined {
    return this.#found.get(uri.toString());
  }

  /**
   * What was found in the text as it is now. Where an older one was checked, its check is waited for, for two seconds at
   * most; then it is the older one's.
   */
  async whenCurrent(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<CheckedScript | undefined> {
    const isSettled = (): boolean => {
      const found = this.get(document.uri);
      return found === undefined || found.version === document.version;
    };
    if (!isSettled()) await this.#until(isSettled, token);
    return this.get(document.uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #until(isSettled: () => boolean, token: vscode.CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      };
      const timer = setTimeout(end, PATIENCE_MS);
      const listening = vscode.Disposable.from(
        this.#changed.event(() => isSettled() && end()),
        token.onCancellationRequested(end),
      );
    });
  }

  #checkAll(): void {
    for (const { uri } of vscode.workspace.textDocuments) this.#soon.add(uri.toString());
  }

  async #check(key: string): Promise<void> {
    const script = this.#scriptOf(key);
    if (script === undefined) return this.#forget(vscode.Uri.parse(key, true));
    const round = (this.#rounds.get(key) ?? 0) + 1;
    this.#rounds.set(key, round);
    const { document } = script;
    const { version, uri } = document;
    const { status } = script.entry;
    const late = this.#late.get(document);
    if (late !== undefined && late.version === version && late.status === status) return;
    try {
      const found = await this.#ask(script);
      // Another look began after this one, or the text is another by now.
      if (this.#rounds.get(key) !== round || document.isClosed || document.version !== version)
        return;
      this.#put(key, { uri, version, ...found });
    } catch (error) {
      if (error instanceof EngineTimeout) this.#late.set(document, { version, status });
      this.#services.log.debug(`checking ${uri.fsPath}: ${messageOf(error)}`);
      if (this.#rounds.get(key) === round) this.#forget(uri);
    }
  }

  #scriptOf(key: string): ScriptDocument | undefined {
    if (!isTrusted()) return undefined;
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
    if (document === undefined) return undefined;
    const script = scriptDocument(this.#services.projects, document);
    // Until the status is there, it is not known what the script is.
    return script?.entry.status === undefined ? undefined : script;
  }

  async #ask(script: ScriptDocument): Promise<Pick<CheckedScript, 'problems' | 'edit'>> {
    const { document, entry, file, migration } = script;
    const { engine } = this.#services;
    const text = document.getText();
    if (!isApplied(migration)) {
      if (!isHelpEnabled('diagnostics')) return { problems: [] };
      const params = { ...codeParams(entry), file, text };
      return { problems: (await engine.read('checkScript', params)).diagnostics };
    }
    const { project } = entry;
    const version = migration?.version ?? null;
    if (version === null || !project.history) return { problems: [] };
    const edit = await engine.read('appliedEdit', { project, version, text });
    return { problems: [], ...(edit !== null && { edit }) };
  }

  #put(key: string, found: CheckedScript): void {
    this.#found.set(key, found);
    this.#changed.fire(found.uri);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#rounds.set(key, (this.#rounds.get(key) ?? 0) + 1);
    if (this.#found.delete(key)) this.#changed.fire(uri);
  }
}
