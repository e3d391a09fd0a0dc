import * as vscode from 'vscode';
import type { OutlineEntry, OutlineKind } from '../core/script/outline.ts';
import type { Place } from '../core/script/places.ts';
import { plainLine } from '../host/plainText.ts';
import { registerForScripts, scriptDocument, textPlace } from '../host/scriptDocument.ts';
import type { Services } from '../host/services.ts';

/** Leads from names to the scripts that made and use them, and lists the statements of a script. No database is read. */
export function registerScriptNavigation({ engine, projects }: Services): vscode.Disposable {
  const definitions: vscode.DefinitionProvider = {
    provideDefinition: async (document, position) => {
      const script = scriptDocument(projects, document);
      if (script === undefined) return undefined;
      const place = await engine.read('defineScript', textPlace(script, position));
      return place === null ? undefined : locationOf(place);
    },
  };
  const references: vscode.ReferenceProvider = {
    provideReferences: async (document, position) => {
      const script = scriptDocument(projects, document);
      if (script === undefined) return undefined;
      return (await engine.read('referencesOfScript', textPlace(script, position))).map(locationOf);
    },
  };
  const symbols: vscode.DocumentSymbolProvider = {
    provideDocumentSymbols: async (document) => {
      if (scriptDocument(projects, document) === undefined) return undefined;
      const entries = await engine.read('outlineScript', { text: document.getText() });
      return entries.map((entry) => symbolOf(document, entry));
    },
  };
  return registerForScripts(projects, (selector) =>
    vscode.Disposable.from(
      vscode.languages.registerDefinitionProvider(selector, definitions),
      vscode.languages.registerReferenceProvider(selector, references),
      vscode.languages.registerDocumentSymbolProvider(selector, symbols, { label: 'FastMigrate' }),
    ),
  );
}

const SYMBOLS: Readonly<Record<OutlineKind, vscode.SymbolKind>> = {
  table: vscode.SymbolKind.Struct,
  view: vscode.SymbolKind.Interface,
  index: vscode.SymbolKind.Key,
  trigger: vscode.SymbolKind.Event,
  column: vscode.SymbolKind.Field,
  rows: vscode.SymbolKind.Array,
  other: vscode.SymbolKind.Constant,
};

function symbolOf(document: vscode.TextDocument, entry: OutlineEntry): vscode.DocumentSymbol {
  const range = (start: number, end: number): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const symbol = new vscode.DocumentSymbol(
    plainLine(entry.name, 120) || '?',
    plainLine(entry.detail, 120),
    SYMBOLS[entry.kind],
    range(entry.start, entry.end),
    range(entry.nameStart, entry.nameEnd),
  );
  symbol.children = entry.children.map((child) => symbolOf(document, child));
  return symbol;
}

function locationOf({ path, line, column, endColumn }: Place): vscode.Location {
  const range = new vscode.Range(line - 1, column - 1, line - 1, endColumn - 1);
  return new vscode.Location(vscode.Uri.file(path), range);
}
