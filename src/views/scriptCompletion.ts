import * as vscode from 'vscode';
import type { Completion } from '../core/script/completion.ts';
import { messageOf } from '../host/log.ts';
import { plainLine } from '../host/plainText.ts';
import { registerForScripts, scriptDocument, textPlace } from '../host/scriptDocument.ts';
import type { Services } from '../host/services.ts';
import { isHelpEnabled } from '../host/settings.ts';
import { isTrusted } from '../host/trust.ts';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  table: vscode.CompletionItemKind.Struct,
  view: vscode.CompletionItemKind.Interface,
  column: vscode.CompletionItemKind.Field,
  index: vscode.CompletionItemKind.Reference,
  trigger: vscode.CompletionItemKind.Event,
  keyword: vscode.CompletionItemKind.Keyword,
  pragma: vscode.CompletionItemKind.Property,
};

/** Proposes tables and columns as they are where the script stands. */
export function registerScriptCompletion({ engine, projects, log }: Services): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position, token, { triggerCharacter }) => {
      const script = scriptDocument(projects, document);
      if (script === undefined || !isTrusted() || !isHelpEnabled('completion')) return undefined;
      try {
        const found = await engine.read('completeScript', textPlace(script, position));
        if (token.isCancellationRequested) return undefined;
        const range = new vscode.Range(
          document.positionAt(found.start),
          document.positionAt(found.end),
        );
        // A space alone is not worth a list of keywords.
        const items = found.items.filter(
          ({ kind }) => triggerCharacter === undefined || kind !== 'keyword',
        );
        const quote = /^["`[]/.exec(document.getText(range))?.[0] ?? '';
        const written = { range, position, quote };
        return new vscode.CompletionList(
          items.map((item, at) => itemOf(item, at, written)),
          true,
        );
      } catch (error) {
        log.debug(`completion: ${messageOf(error)}`);
        return undefined;
      }
    },
  };
  return registerForScripts(projects, (selector) =>
    vscode.languages.registerCompletionItemProvider(selector, provider, '.', ' ', '('),
  );
}

function itemOf(
  { label, kind, detail, insert }: Completion,
  at: number,
  { range, position, quote }: Written,
): vscode.CompletionItem {
  const words = plainLine(detail, 120);
  const item = new vscode.CompletionItem(
    { label: plainLine(label, 120), ...(words !== '' && { description: words }) },
    KINDS[kind],
  );
  item.insertText = insert;
  item.filterText = `${quote}${label}`;
  item.sortText = String(at).padStart(5, '0');
  item.range = { inserting: new vscode.Range(range.start, position), replacing: range };
  return item;
}

/** What stands where a proposal goes. */
interface Written {
  readonly range: vscode.Range;
  readonly position: vscode.Position;
  /** The quote with which it begins, or nothing. */
  readonly quote: string;
}
