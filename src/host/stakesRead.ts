import type * as vscode from 'vscode';
import type { TextPlace } from '../core/script/assist.ts';
import type { Stakes } from '../core/script/stakes.ts';
import type { EngineClient } from '../engine/client.ts';
import { EngineCancelled } from '../engine/engineError.ts';

/** Longest time in milliseconds that a hover waits: a second for the count, and the time in which a process starts. */
const LIMIT_MS = 2000;

let count = 0;

/**
 * What a statement would reach in the working database; null for nothing, `late` where counting took too long. The
 * count has a process of its own, since nothing but its end stops a query. Rejects with the engine's errors.
 */
export async function readStakes(
  engine: EngineClient,
  place: TextPlace,
  token: vscode.CancellationToken,
): Promise<Stakes | null | 'late'> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), LIMIT_MS);
  const cancelled = token.onCancellationRequested(() => abort.abort());
  count += 1;
  try {
    return await engine.mutate('stakes', place, { key: `stakes ${count}`, signal: abort.signal });
  } catch (error) {
    if (error instanceof EngineCancelled) return 'late';
    throw error;
  } finally {
    clearTimeout(timer);
    cancelled.dispose();
  }
}
