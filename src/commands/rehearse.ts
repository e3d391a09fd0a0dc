import path from 'node:path';
import * as vscode from 'vscode';
import type { EngineEvent } from '../core/events.ts';
import type { RehearsalReport } from '../core/rehearse/report.ts';
import { EngineCancelled } from '../engine/engineError.ts';
import type { EngineRequests } from '../engine/protocol.ts';
import { codeParams } from '../host/codeParams.ts';
import { ask, notifyFailure, notifyInformation } from '../host/notify.ts';
import { forNotification, plainLine } from '../host/plainText.ts';
import { pendingScripts, type ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { interpreters } from '../host/settings.ts';
import { requireTrust } from '../host/trust.ts';
import { saveScripts } from '../host/unsaved.ts';
import { chooseProject, chooseScript, field, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { RehearsalDocuments } from './rehearsalDocuments.ts';
import { rehearsalQuestion } from './rehearsalQuestion.ts';

/**
 * Registers the command that runs what is pending on a copy, all of it or up to one script; on another database than a
 * SQLite file in a transaction that is rolled back.
 */
export function registerRehearse(services: Services): vscode.Disposable {
  const documents = new RehearsalDocuments();
  return vscode.Disposable.from(
    documents,
    vscode.commands.registerCommand('fastmigrate.rehearse', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const isScript = argument instanceof vscode.Uri || field(argument, 'migration') !== undefined;
      const script = isScript
        ? await chooseScript(services, argument, ({ migration }) => migration.status === 'pending')
        : undefined;
      const entry = script?.entry ?? (await chooseProject(services, argument));
      if (entry === undefined) return undefined;
      const { version = null, declarative } = script?.migration ?? {};
      const to = declarative === true ? null : version;
      return rehearse(services, documents, entry, to ?? undefined);
    }),
  );
}

async function rehearse(
  services: Services,
  documents: RehearsalDocuments,
  entry: ProjectEntry,
  to?: number,
): Promise<RehearsalReport | undefined> {
  if (!(await saveScripts(entry, to))) return undefined;
  // What is on the screen may be older than the files.
  const fresh = (await services.projects.refresh(entry.key)) ?? entry;
  const scripts = pendingScripts(fresh).filter(
    ({ version, declarative }) =>
      to === undefined || (declarative !== true && (version ?? 0) <= to),
  );
  if (scripts.length === 0 && fresh.status?.errors.length === 0) {
    notifyInformation('Nothing to rehearse: no script is pending.');
    return undefined;
  }
  const question = rehearsalQuestion(fresh, scripts);
  if (question !== undefined && (await ask(question)) === undefined) return undefined;
  try {
    const rehearsed = await execute(services, fresh, to);
    const { report } = rehearsed;
    if (report.error !== undefined && report.migrations.length === 0)
      notifyFailure(services.log, 'Migrations were not rehearsed', report.error);
    else await documents.show(fresh, rehearsed);
    return report;
  } catch (error) {
    if (!(error instanceof EngineCancelled)) tellRejection(services, 'Rehearse Migrations', error);
    return undefined;
  }
}

let count = 0;

/** Nothing is changed, so it is none of the changes that the tree and the menus follow. */
async function execute(
  { engine, log }: Services,
  entry: ProjectEntry,
  to?: number,
): Promise<EngineRequests['rehearse']['result']> {
  const name = path.basename(entry.project.database);
  const copy = entry.status?.backend === undefined ? 'a copy of ' : '';
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: forNotification(`Rehearsing migrations on ${copy}${name}`),
  };
  count += 1;
  const key = `rehearsal ${count}`;
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    log.info(`rehearsing on ${copy}${entry.project.database}`);
    const params = {
      ...codeParams(entry),
      ...interpreters(),
      ...(to !== undefined && { to }),
    };
    return engine.mutate('rehearse', params, {
      key,
      signal: abort.signal,
      onEvent: (event) => {
        const message = messageOf(event);
        if (message !== undefined) progress.report({ message });
        if (event.type === 'script-output') log.info(plainLine(event.text));
      },
    });
  });
}

function messageOf(event: EngineEvent): string | undefined {
  if (event.type === 'migration-started')
    return forNotification(`${event.index + 1} of ${event.total}: ${event.file}`);
  if (event.type !== 'progress' || event.totalPages === 0) return undefined;
  return `copying, ${Math.floor((event.donePages / event.totalPages) * 100)} %`;
}
