import * as vscode from 'vscode';
import type { Description } from '../core/script/description.ts';
import { messageOf } from '../host/log.ts';
import { forMarkdown, plainBlock } from '../host/plainText.ts';
import {
  isApplied,
  registerForScripts,
  scriptDocument,
  textPlace,
  type ScriptDocument,
} from '../host/scriptDocument.ts';
import type { Services } from '../host/services.ts';
import { isHelpEnabled } from '../host/settings.ts';
import { readStakes } from '../host/stakesRead.ts';
import { isTrusted } from '../host/trust.ts';
import { stakesLines } from './stakesText.ts';

const LINES = 40;

/** Shows tables and columns as they are where the script stands, and what a statement would reach in the database. */
export function registerScriptHover(services: Services): vscode.Disposable {
  const { projects } = services;
  // Counting rows takes longer than telling what a name is, so each shows as soon as it is known.
  const definitions = provider(services, async (_script, found) => descriptionText(found));
  const stakes = provider(services, async (script, found, place, token) =>
    stakesOf(services, script, { found, place, token }),
  );
  return registerForScripts(projects, (selector) =>
    vscode.Disposable.from(
      vscode.languages.registerHoverProvider(selector, definitions),
      vscode.languages.registerHoverProvider(selector, stakes),
    ),
  );
}

type Place = ReturnType<typeof textPlace>;

function provider(
  { projects, engine, log }: Services,
  show: (
    script: ScriptDocument,
    found: Description,
    place: Place,
    token: vscode.CancellationToken,
  ) => Promise<vscode.MarkdownString | undefined>,
): vscode.HoverProvider {
  return {
    provideHover: async (document, position, token) => {
      const script = scriptDocument(projects, document);
      if (script === undefined || !isTrusted() || !isHelpEnabled('hover')) return undefined;
      try {
        const place = textPlace(script, position);
        const found = await engine.read('describeScript', place);
        if (found === null || token.isCancellationRequested) return undefined;
        const text = await show(script, found, place, token);
        if (text === undefined) return undefined;
        const range = new vscode.Range(
          document.positionAt(found.start),
          document.positionAt(found.end),
        );
        return new vscode.Hover(text, range);
      } catch (error) {
        log.debug(`hover: ${messageOf(error)}`);
        return undefined;
      }
    },
  };
}

function descriptionText({ title, sql, notes }: Description): vscode.MarkdownString {
  const text = new vscode.MarkdownString(forMarkdown(title, 200));
  if (sql !== '') text.appendCodeblock(plainBlock(sql, LINES), 'sql');
  for (const note of notes) text.appendMarkdown(`\n\n${forMarkdown(note, 400)}`);
  return text;
}

/** What has been applied reaches nothing any more. */
async function stakesOf(
  { engine }: Services,
  { entry, migration }: ScriptDocument,
  {
    found,
    place,
    token,
  }: {
    readonly found: Description;
    readonly place: Place;
    readonly token: vscode.CancellationToken;
  },
): Promise<vscode.MarkdownString | undefined> {
  if (!found.staked || isApplied(migration) || entry.status?.state === 'ABSENT') return undefined;
  const stakes = await readStakes(engine, place, token);
  if (stakes === null) return undefined;
  const lines =
    stakes === 'late' ? ['Counting the rows at stake took too long'] : stakesLines(stakes);
  const list = lines.map((line) => `- ${forMarkdown(line)}`);
  return new vscode.MarkdownString(
    ['**At stake in the working database**', '', ...list].join('\n'),
  );
}
