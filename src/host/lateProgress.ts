import * as vscode from 'vscode';
import { forNotification } from './plainText.ts';

/** Work that takes no longer shows no progress, in milliseconds. */
const SHORT_MS = 1500;

/** Does something that only reads. Shows progress, with a way out, only where it takes a while. */
export async function withLateProgress<T>(
  title: string,
  start: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const work = start(abort.signal);
  const done = work.then(
    () => true,
    () => true,
  );
  if (await Promise.race([done, later(SHORT_MS)])) return work;
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: forNotification(title),
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    token.onCancellationRequested(() => abort.abort());
    return work;
  });
}

async function later(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms);
  });
}
